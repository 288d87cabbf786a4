import ImageSearch
import Logging
import PostgresClient
import Synchronization

/// The graph that makes searches of many pictures fast: whether it is there, and building it in the background.
final class HNSWIndex: Sendable {
    /// Below so many pictures, comparing all of them takes some 20 ms, and is always right.
    static let defaultThreshold = 20_000
    /// How long an answer about the index is believed; another program may build or drop it.
    private static let memory = Duration.seconds(5)
    /// The key of the advisory lock that a builder holds.
    private static let lock = AdvisoryLock(0x696d_6769_6478)

    private let database: Database
    private let vector: VectorExtension
    private let threshold: Int
    private let log: Logger
    private let state = Mutex<(isValid: Bool, until: ContinuousClock.Instant)>((false, .now))

    init(_ database: Database, vector: VectorExtension, threshold: Int, log: Logger) {
        self.database = database
        self.vector = vector
        self.threshold = threshold
        self.log = log
    }

    /// The index can answer searches.
    func isUsable() async throws -> Bool {
        guard threshold < .max else { return false }
        let known = state.withLock { $0 }
        if known.until > .now { return known.isValid }
        let isValid = try await database.perform(answerWithin: ConnectionPool.searchAnswer) {
            try HNSWIndex.isValid($0) ?? false
        }
        remember(isValid)
        return isValid
    }

    /// Builds, rebuilds or drops the index, as the number of pictures asks for.
    ///
    /// A build that another program is at is left to it. A cancelled or crashed build leaves an index that nobody
    /// uses; the next call replaces it.
    func maintain(_ progress: @escaping @Sendable (IndexProgress) -> Void) async throws {
        // A connection of its own: the memory that a build is granted ends with it.
        let builder = Database(pool: ConnectionPool(database.pool.settings, size: 1))
        let pictures = try await builder.perform { try HNSWIndex.needsChange($0, self.threshold) }
        guard let pictures else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.watch(of: pictures, progress) }
            defer { group.cancelAll() }
            let isValid = try await builder.perform { try self.change($0) }
            remember(isValid)
        }
    }

    /// - Returns: the number of pictures, or `nil` when the index is as it should be.
    private static func needsChange(_ session: Session, _ threshold: Int) throws -> Int? {
        let count = try session.run(.plain("SELECT count(*) FROM images WHERE missing_since IS NULL")).int64(0, 0)
        let isValid = try isValid(session)
        // Half the threshold to drop, all of it to build: a number that swings around it changes nothing.
        let isWanted = isValid == true ? count >= threshold / 2 : count >= threshold
        return isWanted == (isValid ?? false) && isValid != false ? nil : Int(count)
    }

    /// Changes the index, unless another program is at it.
    ///
    /// The lock is that of a transaction on a second connection, which does nothing else: a lock of a session would stay
    /// behind in a pool of connections, and a build cannot run within a transaction. Should that connection be lost,
    /// another program may want to build too, and waits for this one's end.
    private func change(_ session: Session) throws -> Bool {
        let guardian = try Session(database.pool.settings)
        try guardian.run(.plain("BEGIN"))
        guard try guardian.run(HNSWIndex.lock.tryToTake).bool(0, 0) else {
            log.info("another program is building the search index")
            return false
        }
        // Without this, the answer's snapshot would be kept, and the build waits for the end of all older snapshots.
        try guardian.run(.plain("SET LOCAL idle_in_transaction_session_timeout = 0"))
        // Looked up again under the lock: another program may have been faster.
        if let pictures = try HNSWIndex.needsChange(session, threshold) { try build(session, pictures) }
        // A lock that was lost meanwhile makes the index no worse.
        _ = try? guardian.run(.plain("COMMIT"))
        return try HNSWIndex.isValid(session) ?? false
    }

    private func build(_ session: Session, _ pictures: Int) throws {
        let day = Duration.seconds(86_400)
        if try HNSWIndex.isValid(session) != nil {
            try session.run(.plain("DROP INDEX CONCURRENTLY IF EXISTS images_embedding_hnsw"), within: day)
        }
        guard pictures >= threshold else { return }
        try grantMemory(session, pictures)
        // 200 candidates while building: with 64 some clusters are hardly reached (docs/decisions/0021).
        try session.run(
            .plain(
                """
                CREATE INDEX CONCURRENTLY images_embedding_hnsw ON images
                USING hnsw (embedding \(vector.operatorClass)) WITH (m = 16, ef_construction = 200)
                WHERE missing_since IS NULL
                """), within: day)
    }

    /// A build is fast only while the graph fits into memory: a vector, 32 neighbours of 16 bytes, and their book-keeping.
    ///
    /// Behind a pool it would be another program's memory that is granted.
    private func grantMemory(_ session: Session, _ pictures: Int) throws {
        if try session.isPooled() {
            return log.info("behind a connection pool the search index is built with the server's own memory setting")
        }
        let dimensions = try session.run(.plain("SELECT dimensions::int8 FROM model")).int64(0, 0)
        let kilobytes = min((2 * Int(dimensions) + 1024) * pictures / 800, 4 << 20)
        try session.run(
            .plain(
                """
                SELECT set_config('maintenance_work_mem', $1::text, false)
                WHERE $1 > (SELECT setting::int8 FROM pg_settings WHERE name = 'maintenance_work_mem')
                """, .int64(Int64(kilobytes))))
    }

    private static func isValid(_ session: Session) throws -> Bool? {
        let rows = try session.run(
            .prepared("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('images_embedding_hnsw')"))
        return rows.count == 0 ? nil : rows.bool(0, 0)
    }

    private func remember(_ isValid: Bool) { state.withLock { $0 = (isValid, .now + HNSWIndex.memory) } }

    private func watch(of total: Int, _ progress: @Sendable (IndexProgress) -> Void) async throws {
        while true {
            let built = try await database.perform { session -> Int? in
                let rows = try session.run(
                    .prepared(
                        "SELECT tuples_done FROM pg_stat_progress_create_index WHERE relid = to_regclass('images')"))
                return rows.count == 0 ? nil : Int(rows.int64(0, 0))
            }
            if let built { progress(IndexProgress(built: min(built, total), total: total)) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}

/// How far a build of the search index is.
public struct IndexProgress: Sendable, Equatable {
    /// Pictures that are in it.
    public var built: Int
    /// Pictures that will be.
    public var total: Int
}
