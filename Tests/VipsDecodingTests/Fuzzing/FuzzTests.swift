import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import VipsDecoding

private let count = variable("FUZZ_COUNT") ?? 250
private let seed = variable("FUZZ_SEED") ?? 1

private func variable(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

/// Files changed in their structure, through the real worker: pixels or a refusal, within the limits, and the program goes on.
///
/// `make fuzz-pictures COUNT=20000` tries that many; FUZZ_SEED tries others.
@Suite(.ends(within: .seconds(max(180, count)))) struct FuzzTests {
    private static let decoder = WorkerImageDecoder.real(.init(pixels: 4_000_000, seconds: 2, megabytes: 256))

    @Test(arguments: PartFormat.allCases) func `a file taken apart and put together is the same`(_ format: PartFormat)
        throws
    {
        for file in format.seeds {
            let bytes = try Fixtures.bytes(file)
            let (start, parts) = format.parts(of: bytes)
            #expect(format.file(start, parts) == bytes, "\(file)")
        }
    }

    @Test(arguments: PartFormat.allCases) func `a changed structure gives pixels or a refusal`(_ format: PartFormat)
        async throws
    {
        // Composed ones hold their data in a box of its own, which stays in its place whatever is changed.
        let composed = format == .heif ? Bomb.composedHEIFs : []
        let files = (try format.seeds.map { try Fixtures.bytes($0) } + composed).map(format.parts)
        var mutation = Mutation(random: SplitMix64(state: UInt64(seed) &* 31 &+ UInt64(format.seeds[0].count)))
        var outcomes: [String: Int] = [:]
        let each = max(1, count / PartFormat.allCases.count)
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<each {
                var (start, parts) = files[number % files.count]
                let others = files[Int.random(in: 0..<files.count, using: &mutation.random)].parts
                for _ in 0..<Int.random(in: 1...5, using: &mutation.random) {
                    mutation.change(&parts, others: others + others.flatMap(\.parts))
                }
                let file = format.file(start, parts)
                if number >= 8, let outcome = try await group.next() { outcomes[outcome, default: 0] += 1 }
                group.addTask { try await Self.outcome(of: file) }
            }
            for try await outcome in group { outcomes[outcome, default: 0] += 1 }
        }
        #expect(outcomes.values.reduce(0, +) == each)
        if count > 1000 { print("\(format): \(outcomes.sorted { $0.value > $1.value })") }
    }

    private static func outcome(of file: [UInt8]) async throws -> String {
        do {
            let decoded = try await decoder.decode(file, to: PixelGeometry(side: 16))
            #expect(decoded.pixels.rgb.count == 16 * 16 * 3 && decoded.facts.width * decoded.facts.height <= 4_000_000)
            return "decoded"
        } catch let error as PictureError {
            // Whatever happens, it is the picture's fault: never a status of the server's own.
            #expect(error.code.isLasting, "\(error)")
            return error.code.description
        }
    }
}
