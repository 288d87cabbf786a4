import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Searches with filters of many pictures: that they find what an exact search finds, however few a filter keeps.
    @Suite struct FilterTests {
        private static let clusters = Clusters(dimensions: 64)
        private static let count = 20_000
        private static let queries = (1...50).map { clusters.embedding(-$0) }

        /// A picture of that number and size; its height tells in which part of the space it lies.
        private static func picture(_ number: Int) -> Picture {
            var picture = clusters.picture(number)
            picture.file.state.size = Int64(number)
            picture.facts = Facts(
                width: 1, height: 1000 + Int(1000 * picture.embedding.values[0]), format: number == 7 ? .gif : .jpeg)
            return picture
        }

        @Test(.ends(within: .seconds(400)))
        func `filters that keep a half to a ten-thousandth of 20,000 pictures find what an exact search finds`()
            async throws
        {
            let store = try await Stores.new(64)
            for start in stride(from: 0, to: Self.count, by: 1000) {
                try await store.save((start..<start + 1000).map(Self.picture))
            }
            try await store.maintainIndex { _ in }
            for (kept, walks) in [(10_000, true), (2000, true), (200, false), (20, false), (2, false)] {
                let filter = Filter(.size(try NumberRange(from: nil, through: kept - 1)))
                try await expectRecall(store, filter, kept)
                let share = try await store.share(of: filter)
                #expect((share.walk(for: 10) != nil) == walks, "\(kept): \(share)")
            }
            // Most queries lie elsewhere than what such a filter keeps.
            for bound in [1050, 1150, 1250] {
                let filter = Filter(.height(try NumberRange(from: bound, through: nil)))
                try await expectRecall(store, filter, .max)
            }
            try await expectRecall(
                store, Filter([.init(.format(.jpeg), isExcluded: true)]), 1)
            try await expectWrongShares(store)
            try await expectNothingKept(store)
        }

        private func expectRecall(_ store: PictureDatabase, _ filter: Filter, _ kept: Int) async throws {
            var (found, wanted) = (0, 0)
            for query in Self.queries {
                let exact = try await store.neighbours(10, to: query, where: filter, .exact).map(\.picture.id)
                let neighbours = try await store.nearest(10, to: query, where: filter)
                #expect(neighbours.count == exact.count && neighbours.allSatisfy { filter.includes($0.picture) })
                #expect(kept == .max || exact.count == min(10, kept))
                found += Set(exact).intersection(neighbours.map(\.picture.id)).count
                wanted += exact.count
            }
            #expect(Double(found) >= 0.98 * Double(wanted), "\(filter): \(found) of \(wanted)")
        }

        /// A sample that errs a thousandfold: the walk ends early, and the rows are compared.
        private func expectWrongShares(_ store: PictureDatabase) async throws {
            for (kept, met) in [(20, 1000), (2, 5), (10_000, 0)] {
                let filter = Filter(.size(try NumberRange(from: 0, through: kept - 1)))
                let share = FilterShare(met: met, sampled: 1000, rows: Self.count)
                for query in Self.queries.prefix(10) {
                    store.shares.remember(share, of: filter)
                    let exact = try await store.neighbours(10, to: query, where: filter, .exact)
                    #expect(try await store.nearest(10, to: query, where: filter).count == exact.count)
                }
            }
        }

        /// A connection keeps no statement of a filter: their texts are many.
        private func expectNothingKept(_ store: PictureDatabase) async throws {
            let kept = try await store.database.search { session in
                let rows = try session.run(
                    .plain("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%size >=%'"))
                return rows.map { rows.text($0, 0) }
            }
            #expect(kept.isEmpty)
        }

        @Test func `a walk looks at twice the rows that chance asks for, or is not begun`() {
            func share(_ met: Int, _ rows: Int = 200_000) -> FilterShare {
                FilterShare(met: met, sampled: 1000, rows: rows)
            }
            #expect(share(1000).walk(for: 10) == FilteredWalk(nearest: 200, wanted: 100))
            #expect(share(100).walk(for: 10) == FilteredWalk(nearest: 200, wanted: 10))
            #expect(share(100).walk(for: 1) == FilteredWalk(nearest: 200, wanted: 10), "half of what is promised")
            #expect(share(10).walk(for: 10) == FilteredWalk(nearest: 2000, wanted: 10))
            #expect(share(10).walk(for: 50) == FilteredWalk(nearest: 10_000, wanted: 50))
            #expect(share(10).walk(for: 51) == nil, "comparing the rows takes less time")
            #expect(share(4).walk(for: 1) == nil, "so few are chance")
            #expect(share(0).walk(for: 1) == nil)
            #expect(FilterShare(met: 0, sampled: 0, rows: 0).walk(for: 1) == nil)
            #expect(share(500, 1_000_000).walk(for: 1000) == FilteredWalk(nearest: 4000, wanted: 1000))
        }

        @Test func `pictures by date come along an index, from the first part to the last`() async throws {
            let store = try await Stores.new(4)
            let pictures = (0..<3000).map { number in
                var picture = Clusters(dimensions: 4).picture(number)
                picture.file.state.modified = Int64(number / 100) * 1_000_000_000
                return picture
            }
            try await store.save(pictures)
            for order in [Order.newest, .oldest] {
                let plan = try await store.browsePlan(order, after: (7, pictures[0].id))
                #expect(plan.contains("Index Scan using images_\(order) on images"), "\(plan)")
                #expect(plan.contains("Index Cond") && !plan.contains("Sort"), "\(plan)")
            }
        }
    }
}
