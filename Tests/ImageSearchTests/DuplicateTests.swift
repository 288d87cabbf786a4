import ImageSearchTesting
import Testing

@testable import ImageSearch

@Suite struct DuplicateTests {
    let store = MemoryStore()

    private func save(_ name: String, content: String, hash: UInt64? = nil, turn: Float, width: Int = 1, day: Int = 0)
        async throws
    {
        let file = PictureFile(
            location: PictureLocation(source: "s", path: name),
            state: FileState(size: 1, modified: Int64(day) * 86_400_000_000_000))
        try await store.save([
            Picture(
                file: file, content: ContentHash(of: Array(content.utf8)),
                embedding: Embedding(normalizing: [1, turn, 0, 0]),
                facts: Facts(width: width, height: 1, format: .png, perceptualHash: hash))
        ])
    }

    private func groups(_ level: DuplicateLevel, limit: Int) async throws -> [[String]] {
        let duplicates = DuplicateGroups(catalogue: store, vectors: store)
        var (found, cursor) = ([[String]](), DuplicateCursor?.none)
        repeat {
            let part = try await duplicates.part(level, after: cursor, limit: limit)
            #expect(part.groups.count <= limit)
            found += part.groups.map { $0.map(\.location.path) }
            cursor = try part.next.map { try DuplicateCursor("\($0)") }
        } while cursor != nil
        return found
    }

    @Test(arguments: DuplicateLevel.allCases, [1, 3, 1000])
    func `groups are told once, the best picture first, in parts that join`(level: DuplicateLevel, limit: Int)
        async throws
    {
        // Of each picture a copy, a smaller one and one of the same scene; and pictures that are alone.
        for number in 0..<10 {
            let (hash, turn) = (UInt64(number) &* 0x9E37_79B9_7F4A_7C15, Float(number) * 0.7)
            try await save("\(number) large", content: "\(number)", hash: hash, turn: turn, width: 900, day: number)
            try await save("\(number) copy", content: "\(number)", hash: hash, turn: turn, width: 900, day: number + 1)
            try await save(
                "\(number) small", content: "s\(number)", hash: hash ^ 0b111, turn: turn, width: 90, day: number)
            try await save(
                "\(number) scene", content: "t\(number)", hash: ~hash, turn: turn + 0.01, width: 9, day: number)
            try await save("\(number) alone", content: "a\(number)", turn: Float(-1 - number), day: number)
        }
        let found = try await groups(level, limit: limit)
        let names =
            switch level {
            case .content: ["large", "copy"]
            case .picture: ["large", "copy", "small"]
            case .scene: ["large", "copy", "small", "scene"]
            }
        let turned = level == .scene ? found.filter { $0.allSatisfy { !$0.hasSuffix("alone") } } : found
        for group in turned where level != .scene {
            let number = group[0].prefix(1)
            #expect(group == names.map { "\(number) \($0)" })
        }
        #expect(level == .scene || found.count == 10)
        #expect(Set(found).count == found.count)
        if level == .scene {
            #expect(found.contains { group in names.allSatisfy { name in group.contains { $0 == "0 \(name)" } } })
        }
    }

    @Test func `near hashes are found as by comparing all with all`() async throws {
        var random = SeededGenerator(seed: 7)
        var hashes = (0..<300).map { _ in random.next() as UInt64 }
        for hash in hashes {
            // Bits turned all over, as many as are found for sure and one more.
            for bits in [1, 6, 7, 8] {
                var near = hash
                for bit in Array(0..<64).shuffled(using: &random).prefix(bits) { near ^= 1 << UInt64(bit) }
                hashes.append(near)
            }
        }
        hashes.shuffle(using: &random)
        for bits in [0, 1, 6, 7] {
            var table = HashTable()
            for (number, hash) in hashes.enumerated() { table.append(PictureID(bytes: bytes(of: number)), hash) }
            let found = try await table.groups(within: bits)
            var isTaken = Set<Int>()
            var expected: [[PictureID]] = []
            for (number, hash) in hashes.enumerated() where isTaken.insert(number).inserted {
                let near = hashes.indices.filter {
                    !isTaken.contains($0) && (hashes[$0] ^ hash).nonzeroBitCount <= bits
                }
                isTaken.formUnion(near)
                if !near.isEmpty { expected.append(([number] + near).map { PictureID(bytes: bytes(of: $0)) }) }
            }
            #expect(found == expected, "\(bits) bits")
        }
    }

    private func bytes(of number: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: 14) + [UInt8(number >> 8), UInt8(number & 0xff)]
    }

    @Test func `a cursor of another level, or none at all, is refused`() async throws {
        for number in 0..<4 { try await save("\(number)", content: "\(number / 2)", hash: 1, turn: 0) }
        let duplicates = DuplicateGroups(catalogue: store, vectors: store)
        let cursor = try #require(try await duplicates.part(.content, limit: 1).next)
        let error = await #expect(throws: QueryError.self) { try await duplicates.part(.picture, after: cursor) }
        #expect(error?.code == .cursor)
        for text in ["", "0", "00", "03\(cursor)", "\(cursor)00", "x", "02" + String(repeating: "7f", count: 24)] {
            #expect(throws: QueryError.self) { try DuplicateCursor(text) }
        }
        for limit in [0, 1001] {
            await #expect(throws: QueryError.self) { try await duplicates.part(.content, limit: limit) }
        }
    }
}
