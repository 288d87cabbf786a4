import ImageSearch
import PostgresClient
import Synchronization

/// How large a share of the pictures filters let through: counted in a sample, since the planner's statistics know little of patterns,
/// of conditions that go together, and of what is excluded (docs/decisions/0054).
final class FilterShares: Sendable {
    /// So many rows are looked at: 2 ms.
    private static let sampled = 1000
    /// How long a share is believed: the parts of one answer are asked for within it.
    private static let memory = Duration.seconds(10)
    /// The most shares that are remembered.
    private static let limit = 500

    private struct Known {
        let share: FilterShare
        let until: ContinuousClock.Instant
    }
    private let known = Mutex<[Filter: Known]>([:])

    /// The share of a filter; `least` is how many rows there are at least, where the server does not know.
    func share(of filter: Filter, _ database: Database, least: Int) async throws -> FilterShare {
        if let known = known.withLock({ $0[filter] }), known.until > .now { return known.share }
        let share = try await database.search { session in
            let rows = max(try RowSample.estimatedRows(session), least)
            let sample = RowSample(of: FilterShares.sampled, among: rows)
            let counts = try session.run(
                .plain(
                    joining: """
                        SELECT count(*) FILTER (WHERE \(filter.sql)), count(*) FROM images
                        WHERE \(sample.condition) AND missing_since IS NULL
                        """))
            return FilterShare(met: Int(counts.int64(0, 0)), sampled: Int(counts.int64(0, 1)), rows: rows)
        }
        remember(share, of: filter)
        return share
    }

    /// Believes a share for a while.
    func remember(_ share: FilterShare, of filter: Filter) {
        known.withLock { known in
            if known.count >= FilterShares.limit { known.removeAll() }
            known[filter] = Known(share: share, until: .now + FilterShares.memory)
        }
    }
}

/// How many of a sample's pictures meet a filter.
struct FilterShare: Sendable, Equatable {
    /// Fewer than so many are chance: the filter keeps less than a half of a hundredth, or about that.
    private static let fewest = 5

    /// Pictures of the sample that meet it.
    var met: Int
    /// Pictures of the sample.
    var sampled: Int
    /// About how many rows there are.
    var rows: Int

    /// How many rows have to be looked at, in an order that has nothing to do with the filter, until so many meet it.
    private func visits(for count: Int) -> Double { Double(count) * Double(sampled) / Double(met) }

    /// How to look for so many through the lists; `nil` when comparing all rows that meet the filter takes less time.
    ///
    /// Looking at a row of the lists takes as long as going by some 9 in a scan. Where few of the rows near the query meet the filter,
    /// since it keeps what lies elsewhere, a walk goes on for long and finds what is not the nearest: so it ends unless it finds half as
    /// many as the filter's share promises. As such a walk comes on top of the scan, it takes no more than about half as long.
    func walk(for count: Int) -> FilteredWalk? {
        guard met >= FilterShare.fewest, visits(for: count) <= Double(rows) / 40 else { return nil }
        let nearest = max(Int(2 * visits(for: max(count, 10))), 200)
        return FilteredWalk(nearest: nearest, wanted: max(count, nearest * met / sampled / 2))
    }

    /// Going through the pictures by date, along an index, finds so many sooner than sorting all that meet it.
    ///
    /// Where dates and filter go together, all others may come first: then it takes a few times as long.
    func suitsIndex(for count: Int) -> Bool { met * 20 >= sampled && visits(for: count) <= Double(rows) / 10 }
}

/// A walk through the lists among which a filter chooses.
struct FilteredWalk: Sendable, Equatable {
    /// So many of the nearest rows are looked at.
    var nearest: Int
    /// So many of them have to meet the filter, or the walk is no use.
    var wanted: Int
}
