import ImageSearch
import ImageSearchTesting
import Testing

@testable import VipsDecoding

/// Workers that are not what they should be: nothing that they do reaches further than their picture.
@Suite(.ends(within: .seconds(180))) struct HostileWorkerTests {
    private func picture(_ what: Character) -> [UInt8] { Array("GIF89a\(what)".utf8) }

    private func refusal(_ what: Character, _ decoder: WorkerImageDecoder) async throws -> PictureError {
        try await #require(throws: PictureError.self) {
            try await decoder.decode(picture(what), to: PixelGeometry(side: 8))
        }
    }

    /// Aborts, exits, says nonsense, lies on the size, the format, the facts, gives a reason that there is not.
    @Test(arguments: Array("axnwzpfcydrk"))
    func `a worker that ends or lies costs its picture and no other`(what: Character) async throws {
        let decoder = WorkerImageDecoder.hostile()
        #expect(try await refusal(what, decoder).code == .undecodable)
        #expect(try await decoder.decode(picture("."), to: PixelGeometry(side: 8)).facts.width == 1)
    }

    @Test(.unlessSanitized) func `what this process holds is not taken for the worker's memory`() async throws {
        // More than half of what a picture may have: a worker that ends with so much in its own memory has run out of it.
        let own = [UInt8](repeating: 1, count: 100 << 20)
        let decoder = WorkerImageDecoder.hostile(.init(megabytes: 100))
        #expect(try await refusal("a", decoder).code == .undecodable)
        withExtendedLifetime(own) {}
    }

    @Test func `the detail names the signal and nothing of the worker's`() async throws {
        let error = try await refusal("a", .hostile())
        #expect(error.description == "undecodable: the GIF decoder ended on it (signal 6)")
    }

    @Test func `a worker that was spoilt by one picture does not cost the next`() async throws {
        let decoder = WorkerImageDecoder.hostile()
        for _ in 0..<3 { _ = try await decoder.decode(picture("e"), to: PixelGeometry(side: 8)) }
        #expect(decoder.started == 3)
    }

    @Test func `an answer that nobody asked for is not the next picture's`() async throws {
        let decoder = WorkerImageDecoder.hostile()
        for _ in 0..<3 {
            #expect(try await decoder.decode(picture("t"), to: PixelGeometry(side: 8)).facts.width == 1)
        }
    }

    @Test func `what takes longer than others is begun again by a process of its own`() async throws {
        let decoder = WorkerImageDecoder.hostile(.init(seconds: 600))
        #expect(try await decoder.decode(picture("l"), to: PixelGeometry(side: 8)).facts.width == 1)
        #expect(decoder.started == 2)
        #expect(decoder.pids.isEmpty, "neither is kept")
    }

    @Test func `no more than some wait for their turn among the heavy`() async throws {
        let decoder = WorkerImageDecoder.hostile(.init(seconds: 3600), concurrency: 1)
        let tasks = (0..<WorkerImageDecoder.mostHeavy(1) + 1).map { _ in
            Task { try await decoder.decode(picture("o"), to: PixelGeometry(side: 8)) }
        }
        // One more than may wait finds no room; the others wait for one that never ends.
        var refusal: (any Error)?
        await withTaskGroup(of: (any Error)?.self) { group in
            for task in tasks {
                group.addTask {
                    do { _ = try await task.value } catch { return error }; return nil
                }
            }
            refusal = await group.next() ?? nil
            for task in tasks { task.cancel() }
        }
        #expect(refusal is DecoderUnavailable)
    }

    @Test func `a worker that never ends is ended`() async throws {
        let error = try await refusal("h", .hostile(.init(seconds: 1)))
        #expect(error == PictureError(.tooSlow, "decoding the GIF data takes more than the limit of 1 s"))
    }

    @Test func `who gives up frees the worker`() async throws {
        let decoder = WorkerImageDecoder.hostile(.init(seconds: 3600))
        let task = Task { try await decoder.decode(picture("s"), to: PixelGeometry(side: 8)) }
        while decoder.pids.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        _ = try await decoder.decode(picture("."), to: PixelGeometry(side: 8))
    }

    @Test func `small pictures do not wait for one that never ends`() async throws {
        let decoder = WorkerImageDecoder.hostile(.init(seconds: 3600), concurrency: 1)
        let endless = (0..<3).map { _ in Task { try await decoder.decode(picture("h"), to: PixelGeometry(side: 8)) } }
        // The first of them runs for a second before it makes room.
        while decoder.pids.isEmpty { await Task.yield() }
        for _ in 0..<20 { _ = try await decoder.decode(picture("."), to: PixelGeometry(side: 8)) }
        for task in endless { task.cancel() }
        for task in endless { await #expect(throws: CancellationError.self) { try await task.value } }
    }

    @Test func `without a worker nothing can be decoded, and that is told`() async throws {
        let decoder = WorkerImageDecoder(limits: .init(), concurrency: 1, program: "/nowhere/imagesearch")
        try await decoder.checkReadiness()
        await #expect(throws: DecoderUnavailable.self) {
            try await decoder.decode(picture("."), to: PixelGeometry(side: 8))
        }
        await #expect(throws: DecoderUnavailable.self) { try await decoder.checkReadiness() }
    }

    @Test func `a program that is no worker is told too`() async throws {
        let decoder = WorkerImageDecoder(limits: .init(), concurrency: 1, program: "/bin/true")
        await #expect(throws: DecoderUnavailable.self) { try await decoder.start() }
    }
}
