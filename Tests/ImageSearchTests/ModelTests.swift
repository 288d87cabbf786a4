import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct ModelTests {
    @Test func `an embedding has length 1`() throws {
        let embedding = try Embedding(normalizing: [3, 4])
        #expect(embedding.values == [0.6, 0.8])
        #expect(abs(embedding.cosineDistance(to: embedding)) < 1e-6)
    }

    @Test(arguments: [[0, 0], [.nan, 1], [.infinity, 1]] as [[Float]])
    func `a vector without a direction is refused`(raw: [Float]) {
        #expect(throws: PictureError.self) { try Embedding(normalizing: raw) }
    }

    static let lengths: [[Float]] = [
        [.leastNonzeroMagnitude, 0], [3e38, 3e38], [.greatestFiniteMagnitude, .leastNonzeroMagnitude],
        [-.leastNormalMagnitude, .leastNonzeroMagnitude],
    ]

    @Test(arguments: lengths)
    func `a vector of whatever length becomes one of length 1`(raw: [Float]) throws {
        let embedding = try Embedding(normalizing: raw)
        #expect(embedding.values.allSatisfy { $0.isFinite })
        #expect(abs(embedding.cosineDistance(to: embedding)) < 1e-6)
    }

    @Test func `a picture's key depends on source and path and nothing else`() {
        let id = PictureID(PictureLocation(source: "a", path: "b/c.jpg"))
        #expect(id == PictureID(PictureLocation(source: "a", path: "b/c.jpg")))
        #expect(id != PictureID(PictureLocation(source: "a/b", path: "c.jpg")))
        #expect(id.bytes.count == 16)
    }

    @Test func `keys and digests print as is usual`() {
        #expect(PictureID(bytes: Array(0..<16)).description == "00010203-0405-0607-0809-0a0b0c0d0e0f")
        #expect(ContentHash(bytes: Array(repeating: 0xab, count: 32)).description.count == 64)
        #expect(PictureLocation(source: "data/test_images", path: "x.jpg").description == "data/test_images/x.jpg")
    }
}
