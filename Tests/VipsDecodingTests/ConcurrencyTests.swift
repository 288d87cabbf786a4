import ImageSearch
import Testing

@testable import VipsDecoding

struct ConcurrencyTests {
    @Test func `many tasks at once get the same pixels`() async throws {
        let decoder = try VipsImageDecoder(concurrency: 4)
        let files = try ["large-photo.jpg", "png-interlaced.png", "webp-lossy.webp", "heic-plain.heic"].map(
            Fixtures.bytes)
        let results = try await withThrowingTaskGroup(of: [Pixels].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var pixels: [Pixels] = []
                    for file in files {
                        pixels.append(try await decoder.decode(file, to: PixelGeometry(side: 64)).pixels)
                    }
                    return pixels
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 8)
        #expect(results.allSatisfy { $0 == results[0] })
    }
}
