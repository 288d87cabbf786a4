import ImageSearch
import ImageSearchTesting
import Testing

@testable import VipsDecoding

/// A picture made to hurt, and what it is refused as; `nil` where it is a good picture with something bad around it.
struct Bomb: Sendable, CustomTestStringConvertible {
    var name: String
    var expected: Set<PictureError.Code>?
    var make: @Sendable () throws -> [UInt8]

    var testDescription: String { name }

    /// One that may be refused in one way only.
    static func refused(
        _ name: String, _ code: PictureError.Code, _ make: @escaping @Sendable () throws -> [UInt8]
    ) -> Bomb { Bomb(name: name, expected: [code], make: make) }

    static func good(_ name: String, _ make: @escaping @Sendable () throws -> [UInt8]) -> Bomb {
        Bomb(name: name, expected: nil, make: make)
    }

    static let all = jpegs + pngs + gifs + webPs + heifs + others

    /// Those whose limit there is: a sanitized worker has none of its memory.
    static let limited = all.filter { !isSanitized || $0.expected != [.tooMuchMemory] }
}

/// Each through the real worker, with small limits, so that those that need a limit soon meet it.
struct BombTests {
    private static let decoder = WorkerImageDecoder.real(.init(seconds: isSanitized ? 10 : 2, megabytes: 512))

    @Test func `there are eighty-five and more`() { #expect(Bomb.all.count >= 85) }

    @Test(arguments: Bomb.limited) func `a bomb is refused as what it is`(_ bomb: Bomb) async throws {
        let file = try bomb.make()
        guard let expected = bomb.expected else {
            _ = try await Self.decoder.decode(file, to: PixelGeometry(side: 16))
            return
        }
        let error = try await #require(throws: PictureError.self) {
            try await Self.decoder.decode(file, to: PixelGeometry(side: 16))
        }
        #expect(expected.contains(error.code), "\(error)")
    }
}

extension [UInt8] {
    /// A number with its highest byte first.
    static func big(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// A number with its lowest byte first.
    static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
