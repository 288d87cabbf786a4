public import ImageSearch
import PostgresClient

/// Where the pictures come from.
extension PictureDatabase {
    /// Changes of sources, one after the other.
    private static let sourcesLock = AdvisoryLock(0x696d_6773_7263)

    /// All sources that are recorded, in the order of their names' bytes.
    public func sources() async throws -> [Source] {
        try await database.change { try PictureDatabase.sources($0) }
    }

    /// Changes sources in one transaction that no other change of sources overlaps.
    public func changeSources(_ decide: @escaping @Sendable ([Source]) -> SourceChanges) async throws {
        try await database.change { session in
            try session.transaction {
                try session.run(PictureDatabase.sourcesLock.take, within: PictureDatabase.aDay)
                let changes = decide(try PictureDatabase.sources(session))
                for source in changes.recorded {
                    for statement in PictureDatabase.record(source) { try session.run(statement) }
                }
                for move in changes.moves { try MovedPictures(move, session).carryOut() }
                for name in changes.forgotten {
                    for table in ["runs WHERE source", "sources WHERE id"] {
                        try session.run(
                            .prepared("DELETE FROM \(table) = sha256(convert_to($1, 'UTF8'))", .text(name)))
                    }
                }
            }
        }
    }

    private static func sources(_ session: Session) throws -> [Source] {
        // Sorted by bytes, whatever the database's language.
        let rows = try session.run(
            .prepared("SELECT name, kind, machine, location FROM sources ORDER BY convert_to(name, 'UTF8')"))
        return rows.map { rows.source($0) }
    }

    /// Records a source, or what is new about it; its runs go on.
    static func record(_ source: Source) -> [Statement] {
        [update, insert].map {
            .prepared(
                $0, .text(source.name), .text(source.kind.rawValue), .text(source.place?.machine),
                .text(source.place?.path))
        }
    }

    private static let update = """
        UPDATE sources SET kind = $2, machine = $3, location = $4 WHERE id = sha256(convert_to($1, 'UTF8'))
        """
    private static let insert = """
        INSERT INTO sources (id, name, kind, machine, location)
        VALUES (sha256(convert_to($1, 'UTF8')), $1, $2, $3, $4) ON CONFLICT DO NOTHING
        """
}

extension Rows {
    /// A source, from the columns name, kind, machine and location.
    func source(_ row: Int) -> Source {
        let isPlaced = !isNull(row, 2) && !isNull(row, 3)
        return Source(
            name: text(row, 0), kind: Source.Kind(rawValue: text(row, 1)),
            place: isPlaced ? SourcePlace(machine: text(row, 2), path: text(row, 3)) : nil)
    }
}
