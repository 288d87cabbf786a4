import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Words lie apart from all pictures, as CLIP's do: the index has to find their nearest pictures all the same.
    @Suite struct WordSearchTests {
        private static let dimensions = 64
        private static let count = 8000
        /// Where pictures lie, where words lie, and the things that both may show.
        private static let pictures = axis(0), words = axis(1)
        private static let things = Clusters(dimensions: dimensions, count: 400)

        private static func axis(_ number: Int) -> [Float] { (0..<dimensions).map { $0 == number ? 1 : 0 } }

        private static func joined(_ apart: [Float], _ share: Float, _ thing: [Float]) -> Embedding {
            let sum = zip(apart, thing).map { share * $0 + $1 }
            let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return Embedding(normalized: sum.map { $0 / length })
        }

        private static func sum(_ vectors: [[Float]]) -> [Float] {
            vectors[0].indices.map { i in vectors.reduce(0) { $0 + $1[i] } }
        }

        /// One thing, and a little of another.
        private static func picture(_ number: Int) -> Picture {
            var picture = things.picture(number)
            let other = things.embedding(number + 100_000).values.map { 0.4 * $0 }
            picture.embedding = joined(pictures, 1.5, sum([things.embedding(number).values, other]))
            return picture
        }

        /// Several things at once, none of them exactly: the nearest pictures are those of many clusters.
        private static func words(_ number: Int) -> SearchTarget {
            let several = (1...4).map { things.embedding(-1000 * $0 - number).values }
            return SearchTarget(joined(words, 1.5, sum(several)), of: .words)
        }

        private func recall(_ store: PictureDatabase, _ targets: [SearchTarget]) async throws -> Double {
            var hits = 0
            for target in targets {
                let exact = Set(try await store.neighbours(10, to: target, .exact).map(\.picture.id))
                hits += try await store.neighbours(10, to: target, .index).count { exact.contains($0.picture.id) }
            }
            return Double(hits) / Double(10 * targets.count)
        }

        private func filled(_ count: Int, threshold: Int) async throws -> PictureDatabase {
            let store = try await Stores.new(Self.dimensions, indexThreshold: threshold)
            for start in stride(from: 0, to: count, by: 1000) {
                try await store.save((start..<min(start + 1000, count)).map(Self.picture))
            }
            return store
        }

        @Test func `words find what an exact search finds`() async throws {
            let store = try await filled(Self.count, threshold: 1000)
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex())
            let stored = try #require(try await store.storedIndex())
            #expect(stored.lists == 357 && !stored.isGrown)
            #expect(try await recall(store, (1...100).map(Self.words)) >= 0.98)
            let pictures = (1...100).map { SearchTarget(Self.picture(-$0).embedding, of: .pictures) }
            #expect(try await recall(store, pictures) >= 0.98)
        }

        @Test func `a graph of an earlier version serves until lists replace it`() async throws {
            let store = try await filled(1000, threshold: 500)
            _ = try await store.texts(
                "CREATE INDEX images_embedding_1 ON images USING hnsw (embedding_1 halfvec_cosine_ops) WHERE missing_since IS NULL"
            )
            #expect(try await store.usesIndex())
            let target = SearchTarget(Self.picture(-1).embedding, of: .pictures)
            #expect(try await store.neighbours(10, to: target, .index).count == 10)
            try await store.maintainIndex { _ in }
            #expect(try await indexes(store) == ["images_embedding_1 ivfflat lists=126"])
            #expect(try await store.usesIndex())
            #expect(try await recall(store, (1...20).map(Self.words)) >= 0.98)
        }

        @Test func `where pictures came after the lists were made, words look through more of them`() async throws {
            let store = try await filled(1000, threshold: 800)
            try await store.maintainIndex { _ in }
            let built = try #require(try await store.storedIndex())
            #expect(!built.isGrown)
            try await store.save((1000..<1300).map(Self.picture))
            let grown = try #require(try await store.storedIndex())
            #expect(grown.isGrown && grown.lists == built.lists)
            for (origin, more) in [(SearchTarget.Origin.words, true), (.pictures, false)] {
                let probes = [false, true].map { VectorLists.probes(depth: 10, origin: origin, isGrown: $0) }
                #expect((probes[1] > probes[0]) == more)
            }
        }

        @Test func `lists grow with the pictures, not with each of them`() async throws {
            let store = try await filled(500, threshold: 400)
            try await store.maintainIndex { _ in }
            #expect(try await indexes(store) == ["images_embedding_1 ivfflat lists=89"])
            try await store.save((500..<700).map(Self.picture))
            try await store.maintainIndex { _ in }
            #expect(try await indexes(store) == ["images_embedding_1 ivfflat lists=89"])
            try await store.save((700..<800).map(Self.picture))
            try await store.maintainIndex { _ in }
            #expect(try await indexes(store) == ["images_embedding_1 ivfflat lists=113"], "more than a half more")
        }

        @Test func `a build that ended before its last step is finished, not repeated`() async throws {
            let store = try await filled(500, threshold: 400)
            try await store.maintainIndex { _ in }
            let number = "SELECT 'images_embedding_1'::regclass::oid::text"
            let built = try await store.texts(number)
            _ = try await store.texts("ALTER INDEX images_embedding_1 RENAME TO images_embedding_1_next")
            try await store.maintainIndex { _ in }
            #expect(try await store.texts(number) == built)
            #expect(try await indexes(store) == ["images_embedding_1 ivfflat lists=89"])
        }

        /// Every index of vectors.
        private func indexes(_ store: PictureDatabase) async throws -> [String] {
            try await store.texts(
                """
                SELECT relname || ' ' || amname || ' ' || reloptions[1] FROM pg_class JOIN pg_am ON pg_am.oid = relam
                WHERE relname LIKE 'images_embedding%' AND relkind = 'i'
                """)
        }
    }
}
