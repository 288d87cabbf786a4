import ImageSearch
import Logging
import PostgresClient
import Synchronization

/// The lists of vectors that make searches of many pictures fast: whether they are there, and building them in the background.
///
/// What versions before had in their place, a graph (HNSW), serves until the lists are there (docs/decisions/0050).
final class IndexUpkeep: Sendable {
    /// Below so many pictures, comparing all of them takes some 20 ms, and is always right.
    static let defaultThreshold = 20_000
    /// How long an answer about the index is believed; another program may build or drop it.
    private static let memory = Duration.seconds(5)
    /// The key of the advisory lock that a builder holds.
    private static let lock = AdvisoryLock(0x696d_6769_6478)

    private let database: Database
    private let vector: VectorExtension
    /// With fewer pictures there is no index.
    let threshold: Int
    private let log: Logger
    private let state = Mutex<(stored: StoredIndex?, until: ContinuousClock.Instant)>((nil, .now))

    init(_ database: Database, vector: VectorExtension, threshold: Int, log: Logger) {
        self.database = database
        self.vector = vector
        self.threshold = threshold
        self.log = log
    }

    /// The index can answer searches.
    func isUsable(for model: ModelColumn) async throws -> Bool { try await usable(for: model) != nil }

    /// The index, if it can answer searches.
    func usable(for model: ModelColumn) async throws -> StoredIndex? {
        guard threshold < .max else { return nil }
        var (stored, until) = state.withLock { $0 }
        if until <= .now {
            stored = try await database.search { try StoredIndex.find(model.index, $0) }
            remember(stored)
        }
        return stored?.isValid == true ? stored : nil
    }

    /// Builds, rebuilds or drops the index, as the number of pictures asks for.
    ///
    /// A build that another program is at is left to it. A cancelled or crashed build leaves an index that nobody
    /// uses; the next call replaces it. Nothing is done on a server that takes no changes.
    func maintain(
        _ model: ModelColumn, _ progress: @escaping @Sendable (IndexBuildProgress) -> Void
    ) async throws {
        // A connection of its own: the memory that a build is granted ends with it.
        let builder = Database(database.settings, connections: 1)
        let build = IndexBuild(model: model, vector: vector, threshold: threshold, log: log)
        let pictures = try await builder.change { session -> Int? in
            if try DatabasePreparation.isReadOnly(session) { return nil }
            return try build.isNeeded(session)
        }
        guard let pictures else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.watch(of: pictures, progress) }
            defer { group.cancelAll() }
            remember(try await builder.change { try self.change(build, $0) })
        }
    }

    /// Changes the index, unless another program is at it.
    ///
    /// The lock is that of a transaction on a second connection, which does nothing else: a lock of a session would stay
    /// behind in a pool of connections, and a build cannot run within a transaction. Should that connection be lost,
    /// another program may want to build too, and waits for this one's end.
    private func change(_ build: IndexBuild, _ session: Session) throws -> StoredIndex? {
        let guardian = try Session(database.settings)
        try guardian.run(.plain("BEGIN"))
        guard try guardian.run(IndexUpkeep.lock.tryToTake).bool(0, 0) else {
            log.info("another program is building the vector index")
            return try StoredIndex.find(build.model.index, session)
        }
        // Without this, the answer's snapshot would be kept, and the build waits for the end of all older snapshots.
        try guardian.run(.plain("SET LOCAL idle_in_transaction_session_timeout = 0"))
        // Looked up again under the lock: another program may have been faster.
        if let pictures = try build.isNeeded(session) { try build.run(session, pictures) }
        // A lock that was lost meanwhile makes the index no worse.
        _ = try? guardian.run(.plain("COMMIT"))
        return try StoredIndex.find(build.model.index, session)
    }

    private func remember(_ stored: StoredIndex?) { state.withLock { $0 = (stored, .now + IndexUpkeep.memory) } }

    private func watch(of total: Int, _ progress: @Sendable (IndexBuildProgress) -> Void) async throws {
        while true {
            let built = try await database.search { session -> Int? in
                let rows = try session.run(
                    .prepared(
                        "SELECT tuples_done FROM pg_stat_progress_create_index WHERE relid = to_regclass('images')"))
                return rows.count == 0 ? nil : Int(rows.int64(0, 0))
            }
            if let built { progress(IndexBuildProgress(built: min(built, total), total: total)) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
