import Foundation
import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing
import WorkerProcesses

@testable import VipsDecoding

/// The real worker: the same pixels as in this process, with no rights and little time.
@Suite(.ends(within: .seconds(180))) struct WorkerTests {
    @Test func `a worker gives the pixels that this process would`() async throws {
        let here = try VipsImageDecoder()
        let worker = WorkerImageDecoder.real()
        for golden in try Fixtures.goldenCases() {
            let geometry = try #require(golden.geometry)
            let file = try Fixtures.bytes(golden.file)
            #expect(try await worker.decode(file, to: geometry) == here.decode(file, to: geometry), "\(golden.file)")
        }
        #expect(worker.started <= 2, "a worker is kept from picture to picture")
    }

    @Test func `a worker can open nothing, reach nobody and start nothing`() async throws {
        let worker = WorkerImageDecoder.real()
        let escapes = try await worker.attemptEscape()
        #if os(Linux)
            #expect(worker.confinement == [.limited, .sealed])
            #expect(escapes == 0)
        #endif
    }

    @Test func `a refusal is that of this process`() async throws {
        let worker = WorkerImageDecoder.real(.init(pixels: 1000))
        let file = try Fixtures.bytes("png-rgb.png")
        await #expect(throws: PictureError(.tooManyPixels, "120 x 80 is 0.1 megapixels; the limit is 0.1")) {
            try await worker.decode(file, to: PixelGeometry())
        }
        await #expect(throws: PictureError(.damaged, "the PNG data is broken or cut off")) {
            try await WorkerImageDecoder.real().decode(Array(file.dropLast(6000)), to: PixelGeometry())
        }
    }

    @Test func `kill -9 of workers at random costs no picture`() async throws {
        let worker = WorkerImageDecoder.real(concurrency: 3)
        let file = try Fixtures.bytes("large-photo.jpg")
        let expected = try await worker.decode(file, to: PixelGeometry(side: 64))
        let isDone = Atomic(false)
        let decoded = Atomic(0)
        let killer = Thread.detached {
            // After so many pictures, not so much time: on a busy machine no worker would live long enough for one.
            var next = 0
            while !isDone.load(ordering: .relaxed) {
                if decoded.load(ordering: .relaxed) >= next {
                    worker.pids.randomElement().map { _ = kill($0, SIGKILL) }
                    next = decoded.load(ordering: .relaxed) + .random(in: 5...25)
                }
                Thread.sleep(forTimeInterval: .random(in: 0...0.02))
            }
        }
        try await withThrowingTaskGroup(of: DecodedPicture.self) { group in
            for _ in 0..<400 { group.addTask { try await worker.decode(file, to: PixelGeometry(side: 64)) } }
            for try await picture in group {
                #expect(picture == expected)
                decoded.add(1, ordering: .relaxed)
            }
        }
        isDone.store(true, ordering: .relaxed)
        await killer.value
    }
}

extension Thread {
    /// Runs a block on a thread of its own.
    fileprivate static func detached(_ block: @escaping @Sendable () -> Void) -> Task<Void, Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        detachNewThread {
            block()
            continuation.finish()
        }
        return Task { for await _ in stream {} }
    }
}
