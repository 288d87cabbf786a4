import ImageSearch
import Logging
import PostgresClient

/// What the index over vectors should be like, and the statements that make it so.
struct IndexBuild: Sendable {
    let model: ModelColumn
    let vector: VectorExtension
    /// With fewer pictures there is no index.
    let threshold: Int
    let log: Logger

    /// - Returns: the number of pictures, or `nil` when the index is as it should be.
    func isNeeded(_ session: Session) throws -> Int? {
        let count = Int(
            try session.run(.plain("SELECT count(*) FROM images WHERE missing_since IS NULL")).int64(0, 0))
        if try StoredIndex.find(model.nextIndex, session) != nil { return count }
        guard let stored = try StoredIndex.find(model.index, session) else { return count >= threshold ? count : nil }
        // Half the threshold to drop, all of it to build: a number that swings around it changes nothing.
        guard stored.isValid, count >= threshold / 2 else { return count }
        guard let lists = stored.lists else { return count }
        // Behind a pool there may be no memory for more lists, however many pictures there are.
        let isOutgrown =
            try Double(count) > 1.5 * VectorLists.pictures(lists: lists)
            && self.lists(for: count, session).lists > lists
        return isOutgrown ? count : nil
    }

    /// Builds it beside the one that is there, which serves until then, or drops it.
    func run(_ session: Session, _ pictures: Int) throws {
        let isLeftOver = try StoredIndex.find(model.nextIndex, session)?.isValid == true
        // Ended between the last two statements below.
        if isLeftOver, try StoredIndex.find(model.index, session) == nil { return try rename(session) }
        try drop(model.nextIndex, session)
        let isWanted = try pictures >= threshold || replaces(session, pictures)
        if isWanted { try build(session, pictures) }
        try drop(model.index, session)
        if isWanted { try rename(session) }
    }

    /// An index that is there stays with half as many pictures as a new one needs.
    private func replaces(_ session: Session, _ pictures: Int) throws -> Bool {
        try pictures >= threshold / 2 && StoredIndex.find(model.index, session)?.isValid == true
    }

    private func build(_ session: Session, _ pictures: Int) throws {
        let lists = try lists(for: pictures, session)
        log.info("building the vector index", metadata: ["pictures": "\(pictures)", "lists": "\(lists.lists)"])
        // Behind a pool, whose connections other programs get next, this changes nothing: so few lists fit anyway.
        try session.run(
            .plain(
                """
                SELECT set_config('maintenance_work_mem', $1::text, false)
                WHERE $1 > (SELECT setting::int8 FROM pg_settings WHERE name = 'maintenance_work_mem')
                """, .int64(Int64(lists.kilobytes))))
        try session.run(
            .plain(
                """
                CREATE INDEX CONCURRENTLY \(model.nextIndex) ON images
                USING ivfflat (\(model.column) \(vector.operatorClass)) WITH (lists = \(lists.lists))
                WHERE missing_since IS NULL
                """), within: IndexBuild.day)
    }

    /// As many as suit the pictures; behind a pool no more than the server's own memory setting lets be found.
    private func lists(for pictures: Int, _ session: Session) throws -> VectorLists {
        let dimensions = try session.run(
            .plain("SELECT dimensions::int8 FROM models WHERE id = $1", .int64(Int64(model.id)))
        ).int64(0, 0)
        var lists = VectorLists(pictures: pictures, dimensions: Int(dimensions))
        guard try session.isPooled() else { return lists }
        let setting = try session.run(
            .plain("SELECT setting::int8 FROM pg_settings WHERE name = 'maintenance_work_mem'")
        ).int64(0, 0)
        lists.reduce(to: Int(setting))
        return lists
    }

    private func drop(_ name: String, _ session: Session) throws {
        try session.run(.plain("DROP INDEX CONCURRENTLY IF EXISTS \(name)"), within: IndexBuild.day)
    }

    private func rename(_ session: Session) throws {
        try session.run(.plain("ALTER INDEX \(model.nextIndex) RENAME TO \(model.index)"))
    }

    private static let day = Duration.seconds(86_400)
}
