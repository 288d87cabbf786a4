import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import EmbeddedPostgres
@testable import PostgresStore

extension ServerTests {
    /// The index: that it is used, that it finds what there is, and that it mends itself.
    @Suite struct IndexTests {
        private static let clusters = Clusters(dimensions: 64)
        private static let count = 20_000

        /// One large collection serves all questions, since building it takes most of the time.
        @Test func `searches of 20,000 pictures use the index and find what an exact search finds`() async throws {
            let store = try await Stores.new(64)
            for start in stride(from: 0, to: Self.count, by: 1000) {
                try await store.save((start..<start + 1000).map(Self.clusters.picture))
            }
            #expect(try await !store.usesIndex())
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex())
            try await expectPlans(store)
            try await expectRecall(store, atLeast: 0.98)
            try await expectFilters(store)
            try await expectExactlyLimit(store)
        }

        private func expectPlans(_ store: PictureDatabase) async throws {
            let filters = [Filter(), Filter(.source("clusters")), Filter(.folder("part-1"))]
            for (plan, usesIndex) in [(SearchPlan.index, true), (.exact, false)] {
                for filter in filters {
                    let request = try await store.request(10, to: Self.clusters.embedding(-1), where: filter)
                    // Repeated, since from the sixth time on PostgreSQL may use one plan for all values.
                    for _ in 0..<8 {
                        let text = try await store.database.search { session in
                            let (statements, position) = plan.statements(request, prefix: "EXPLAIN ")
                            let rows = try session.run(statements)[position]
                            return rows.map { rows.text($0, 0) }.joined(separator: "\n")
                        }
                        #expect(text.contains("Index Scan using images_embedding_1") == usesIndex, "\(text)")
                    }
                }
            }
        }

        /// The index alone answers, with no exact search behind it.
        private func expectRecall(_ store: PictureDatabase, atLeast least: Double) async throws {
            var found = 0
            let queries = (1...100).map { Self.clusters.embedding(-$0) }
            for query in queries {
                let exact = Set(try await store.neighbours(10, to: query, .exact).map(\.picture.id))
                let walked = try await store.neighbours(10, to: query, .index)
                #expect(walked.count == 10, "the index does not stop early")
                found += walked.count { exact.contains($0.picture.id) }
            }
            let recall = Double(found) / Double(queries.count * 10)
            #expect(recall >= least)
        }

        /// Pictures below one folder in ten: where the index alone stops early, the answer is whole.
        private func expectFilters(_ store: PictureDatabase) async throws {
            let query = Self.clusters.embedding(-3)
            for filter in [
                Filter(.folder("part-1")), Filter(.source("clusters"), .folder("part-2")), Filter(.source("x")),
            ] {
                for limit in [1, 10, 1000] {
                    let exact = try await store.neighbours(limit, to: query, where: filter, .exact)
                    let found = try await store.nearest(limit, to: query, where: filter)
                    #expect(found.count == exact.count && found.allSatisfy { filter.includes($0.picture) })
                    #expect(found.map(\.distance) == found.map(\.distance).sorted())
                }
            }
        }

        private func expectExactlyLimit(_ store: PictureDatabase) async throws {
            // The nearest hundreds are gone, which is where the walk through the lists begins.
            let query = Self.clusters.embedding(-1)
            let near = try await store.nearest(1000, to: query).map(\.picture.id)
            try await store.lose(near)
            for limit in [1, 2, 10, 99, 100, 101, 500, 501, 999, 1000] {
                let matches = try await store.nearest(limit, to: query)
                #expect(matches.count == limit)
                #expect(matches.map(\.distance) == matches.map(\.distance).sorted())
                #expect(Set(matches.map(\.picture.id)).isDisjoint(with: near))
            }
            try await store.lose((0..<Self.count - 10).map { Self.clusters.picture($0).id })
            let left = try await store.count()
            #expect(try await store.nearest(1000, to: query).count == left)
        }

        @Test func `an index that a crash left half built is built again`() async throws {
            let store = try await Stores.new(64, indexThreshold: 100)
            try await store.save(Self.clusters.pictures(200))
            try await store.maintainIndex { _ in }
            let superuser = ConnectionPool(store.database.settings.user(ServerRole.superuser), size: 1)
            try await superuser.perform { session in
                _ = try session.run(
                    .plain(
                        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'images_embedding_1'::regclass"))
            }
            let fresh = try await reopened(store, threshold: 100)
            #expect(try await !fresh.usesIndex())
            try await fresh.maintainIndex { _ in }
            #expect(try await fresh.usesIndex())
        }

        @Test func `an index comes with its pictures, and goes when most of them go`() async throws {
            let store = try await Stores.new(64, indexThreshold: 100)
            let pictures = Self.clusters.pictures(100)
            try await store.save(Array(pictures.dropLast()))
            try await store.maintainIndex { _ in }
            #expect(try await !store.usesIndex(), "99 pictures are too few")
            try await store.save(pictures)
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex())
            try await store.lose(pictures.prefix(50).map(\.id))
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex(), "half are enough to keep it")
            try await store.lose(pictures.prefix(51).map(\.id))
            try await store.maintainIndex { _ in }
            #expect(try await !store.usesIndex())
        }

        @Test func `two programs build one index between them`() async throws {
            let store = try await Stores.new(64, indexThreshold: 100)
            try await store.save(Self.clusters.pictures(1000))
            let other = try await reopened(store, threshold: 100)
            async let one: Void = store.maintainIndex { _ in }
            async let two: Void = other.maintainIndex { _ in }
            _ = try await (one, two)
            let fresh = try await reopened(store, threshold: 100)
            #expect(try await fresh.usesIndex())
        }

        @Test func `a cancelled build can be taken up again`() async throws {
            let store = try await Stores.new(64, indexThreshold: 100)
            for start in stride(from: 0, to: 5000, by: 1000) {
                try await store.save((start..<start + 1000).map(Self.clusters.picture))
            }
            // The build waits for whoever was writing when it began: it cannot end before it is cancelled. The writer stays
            // in its transaction, for a connection that is given back in one is closed.
            let (writing, written) = AsyncStream.makeStream(of: Void.self)
            let settings = store.database.settings
            let writer = Task {
                try await ConnectionPool(settings, size: 1).perform { session in
                    _ = try session.run([.plain("BEGIN"), .plain("LOCK TABLE images IN ROW EXCLUSIVE MODE")])
                    written.yield()
                    _ = try session.run(.plain("SELECT pg_sleep(3600)::text"), within: .seconds(3600))
                }
            }
            for await _ in writing { break }
            let (building, announcement) = AsyncStream.makeStream(of: IndexBuildProgress.self)
            let build = Task { try await store.maintainIndex { announcement.yield($0) } }
            for await progress in building {
                #expect(progress.total == 5000)
                break
            }
            build.cancel()
            await #expect(throws: CancellationError.self) { try await build.value }
            writer.cancel()
            await #expect(throws: CancellationError.self) { try await writer.value }
            let fresh = try await reopened(store, threshold: 100)
            #expect(try await !fresh.usesIndex())
            try await fresh.maintainIndex { _ in }
            #expect(try await fresh.usesIndex())
        }

        @Test func `an old extension keeps searches exact`() async throws {
            let store = try await Stores.new(64, indexThreshold: .max)
            try await store.save(Self.clusters.pictures(100))
            try await store.maintainIndex { _ in }
            #expect(try await !store.usesIndex())
            #expect(try await store.nearest(3, to: Self.clusters.embedding(1)).count == 3)
        }

        private func reopened(_ store: PictureDatabase, threshold: Int) async throws -> PictureDatabase {
            try await Stores.open(store.database.settings, indexThreshold: threshold)
        }
    }
}
