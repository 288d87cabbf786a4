import ImageSearch
import Logging
import PostgresClient
import Synchronization

/// The HNSW graph that makes searches of many pictures fast: whether it is there, and building it in the background.
final class VectorGraph: Sendable {
    /// Below so many pictures, comparing all of them takes some 20 ms, and is always right.
    static let defaultThreshold = 20_000
    /// How long an answer about the graph is believed; another program may build or drop it.
    private static let memory = Duration.seconds(5)
    /// The key of the advisory lock that a builder holds.
    private static let lock = AdvisoryLock(0x696d_6769_6478)

    private let database: Database
    private let vector: VectorExtension
    /// With fewer pictures there is no graph.
    let threshold: Int
    private let log: Logger
    private let state = Mutex<(isValid: Bool, until: ContinuousClock.Instant)>((false, .now))

    init(_ database: Database, vector: VectorExtension, threshold: Int, log: Logger) {
        self.database = database
        self.vector = vector
        self.threshold = threshold
        self.log = log
    }

    /// The graph can answer searches.
    func isUsable(for model: ModelColumn) async throws -> Bool {
        guard threshold < .max else { return false }
        let known = state.withLock { $0 }
        if known.until > .now { return known.isValid }
        let isValid = try await database.search { try VectorGraph.isValid(model, $0) ?? false }
        remember(isValid)
        return isValid
    }

    /// Builds, rebuilds or drops the graph, as the number of pictures asks for.
    ///
    /// A build that another program is at is left to it. A cancelled or crashed build leaves a graph that nobody
    /// uses; the next call replaces it. Nothing is done on a server that takes no changes.
    func maintain(
        _ model: ModelColumn, _ progress: @escaping @Sendable (GraphProgress) -> Void
    ) async throws {
        // A connection of its own: the memory that a build is granted ends with it.
        let builder = Database(database.settings, connections: 1)
        let pictures = try await builder.change { session -> Int? in
            if try DatabasePreparation.isReadOnly(session) { return nil }
            return try VectorGraph.needsChange(model, session, self.threshold)
        }
        guard let pictures else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.watch(of: pictures, progress) }
            defer { group.cancelAll() }
            let isValid = try await builder.change { try self.change(model, $0) }
            remember(isValid)
        }
    }

    /// - Returns: the number of pictures, or `nil` when the graph is as it should be.
    private static func needsChange(_ model: ModelColumn, _ session: Session, _ threshold: Int) throws -> Int? {
        let count = try session.run(.plain("SELECT count(*) FROM images WHERE missing_since IS NULL")).int64(0, 0)
        let isValid = try isValid(model, session)
        // Half the threshold to drop, all of it to build: a number that swings around it changes nothing.
        let isWanted = isValid == true ? count >= threshold / 2 : count >= threshold
        return isWanted == (isValid ?? false) && isValid != false ? nil : Int(count)
    }

    /// Changes the graph, unless another program is at it.
    ///
    /// The lock is that of a transaction on a second connection, which does nothing else: a lock of a session would stay
    /// behind in a pool of connections, and a build cannot run within a transaction. Should that connection be lost,
    /// another program may want to build too, and waits for this one's end.
    private func change(_ model: ModelColumn, _ session: Session) throws -> Bool {
        let guardian = try Session(database.settings)
        try guardian.run(.plain("BEGIN"))
        guard try guardian.run(VectorGraph.lock.tryToTake).bool(0, 0) else {
            log.info("another program is building the search graph")
            return false
        }
        // Without this, the answer's snapshot would be kept, and the build waits for the end of all older snapshots.
        try guardian.run(.plain("SET LOCAL idle_in_transaction_session_timeout = 0"))
        // Looked up again under the lock: another program may have been faster.
        if let pictures = try VectorGraph.needsChange(model, session, threshold) { try build(model, session, pictures) }
        // A lock that was lost meanwhile makes the graph no worse.
        _ = try? guardian.run(.plain("COMMIT"))
        return try VectorGraph.isValid(model, session) ?? false
    }

    private func build(_ model: ModelColumn, _ session: Session, _ pictures: Int) throws {
        let day = Duration.seconds(86_400)
        if try VectorGraph.isValid(model, session) != nil {
            try session.run(.plain("DROP INDEX CONCURRENTLY IF EXISTS \(model.graph)"), within: day)
        }
        guard pictures >= threshold else { return }
        try grantMemory(model, session, pictures)
        // 200 candidates while building: with 64 some clusters are hardly reached (docs/decisions/0021).
        try session.run(
            .plain(
                """
                CREATE INDEX CONCURRENTLY \(model.graph) ON images
                USING hnsw (\(model.column) \(vector.operatorClass)) WITH (m = 16, ef_construction = 200)
                WHERE missing_since IS NULL
                """), within: day)
    }

    /// A build is fast only while the graph fits into memory: a vector, 32 neighbours of 16 bytes, and their book-keeping.
    ///
    /// Behind a pool it would be another program's memory that is granted.
    private func grantMemory(_ model: ModelColumn, _ session: Session, _ pictures: Int) throws {
        if try session.isPooled() {
            return log.info("behind a connection pool the search graph is built with the server's own memory setting")
        }
        let dimensions = try session.run(
            .plain("SELECT dimensions::int8 FROM models WHERE id = $1", .int64(Int64(model.id)))
        ).int64(0, 0)
        let kilobytes = min((2 * Int(dimensions) + 1024) * pictures / 800, 4 << 20)
        try session.run(
            .plain(
                """
                SELECT set_config('maintenance_work_mem', $1::text, false)
                WHERE $1 > (SELECT setting::int8 FROM pg_settings WHERE name = 'maintenance_work_mem')
                """, .int64(Int64(kilobytes))))
    }

    private static func isValid(_ model: ModelColumn, _ session: Session) throws -> Bool? {
        let rows = try session.run(
            .prepared("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", .text(model.graph)))
        return rows.count == 0 ? nil : rows.bool(0, 0)
    }

    private func remember(_ isValid: Bool) { state.withLock { $0 = (isValid, .now + VectorGraph.memory) } }

    private func watch(of total: Int, _ progress: @Sendable (GraphProgress) -> Void) async throws {
        while true {
            let built = try await database.search { session -> Int? in
                let rows = try session.run(
                    .prepared(
                        "SELECT tuples_done FROM pg_stat_progress_create_index WHERE relid = to_regclass('images')"))
                return rows.count == 0 ? nil : Int(rows.int64(0, 0))
            }
            if let built { progress(GraphProgress(built: min(built, total), total: total)) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
