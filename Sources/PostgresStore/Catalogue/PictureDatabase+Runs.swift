public import ImageSearch
import PostgresClient

/// Runs over a source: they begin, see files, and end.
extension PictureDatabase {
    /// So many runs of each source are remembered.
    private static let keptRuns: Int64 = 100

    /// Counts the run in its source's row, whose lock gives runs that begin at once different numbers.
    public func begin(_ source: String, below folder: String) async throws -> Run {
        try await database.change { session in
            try session.transaction {
                let number = try PictureDatabase.nextRun(of: source, session)
                try session.run(
                    .prepared(
                        """
                        INSERT INTO runs (source, number, folder)
                        VALUES (sha256(convert_to($1, 'UTF8')), $2, $3) ON CONFLICT DO NOTHING
                        """, .text(source), .int64(number), .text(folder)))
                try session.run(
                    .prepared(
                        "DELETE FROM runs WHERE source = sha256(convert_to($1, 'UTF8')) AND number <= $2",
                        .text(source), .int64(number - PictureDatabase.keptRuns)))
                return Run(number: number, source: source, folder: folder)
            }
        }
    }

    private static func nextRun(of source: String, _ session: Session) throws -> Int64 {
        let count = Statement.prepared(
            """
            UPDATE sources SET newest_run = newest_run + 1 WHERE id = sha256(convert_to($1, 'UTF8'))
            RETURNING newest_run
            """, .text(source))
        let rows = try session.run(count)
        if rows.count > 0 { return rows.int64(0, 0) }
        for statement in record(Source(name: source, place: nil)) { try session.run(statement) }
        return try session.run(count).int64(0, 0)
    }

    /// One round trip for files that are as they were stored: their sightings are marked, nothing else is written.
    public func unknown(among files: [PictureFile], in run: Run) async throws -> [UnknownFile] {
        guard !files.isEmpty else { return [] }
        let ids = files.map(\.id).sorted()
        return try await database.change { session in
            let before = [.plain("BEGIN")] + Sightings.share([run.source])
            let rows = try session.run(
                before + [PictureDatabase.states(ids), PictureDatabase.attempts(ids)]
                    + Sightings.mark(ids, of: run.source) + [.plain("COMMIT")], within: Sightings.longestWait)
            let stored = StoredState.all(in: rows[before.count])
            let attempts = try Attempt.all(in: rows[before.count + 1], session)
            let back = files.filter { stored[$0.id].map(\.isGone) == true && stored[$0.id]?.state == $0.state }
            if !back.isEmpty {
                _ = try session.run([.plain("BEGIN")] + back.map(PictureDatabase.findAgain) + [.plain("COMMIT")])
            }
            return files.filter { stored[$0.id]?.state != $0.state }.map {
                UnknownFile(file: $0, storedContent: stored[$0.id]?.content, attempt: attempts[$0.id])
            }
        }
    }

    private static func states(_ ids: [PictureID]) -> Statement {
        .prepared(
            """
            SELECT id, size, modified, version, content, missing_since IS NOT NULL FROM images WHERE id = ANY($1)
            """, .uuids(ids))
    }

    /// A file that came back is found again, unless it was refused or changed since it was looked up.
    private static func findAgain(_ file: PictureFile) -> Statement {
        .prepared(
            """
            UPDATE images SET missing_since = NULL
            WHERE id = $1 AND size = $2 AND modified = $3 AND version IS NOT DISTINCT FROM $4
                AND missing_since IS NOT NULL
            """, .uuid(file.id), .int64(file.size), .int64(file.modified), .text(file.state.version))
    }

    /// Whoever sees files of the source waits meanwhile, and finds what is gone then.
    public func finish(_ run: Run, guarding unreadable: UnreadablePaths) async throws -> UnseenPictures {
        try await database.change { session in
            try session.transaction {
                try session.run(Sightings.lock(of: run.source).take, within: PictureDatabase.aDay)
                let sources = try session.run(
                    .plain("SELECT FROM sources WHERE id = sha256(convert_to($1, 'UTF8'))", .text(run.source)))
                guard sources.count > 0 else { return UnseenPictures() }
                let unseen = try PictureDatabase.setGone(run, unreadable, session)
                try session.run(
                    .plain(
                        """
                        UPDATE runs SET finished = now(), gone = $3, kept = $4
                        WHERE source = sha256(convert_to($1, 'UTF8')) AND number = $2
                        """, .text(run.source), .int64(run.number), .int64(Int64(unseen.gone)),
                        .int64(Int64(unseen.kept))))
                return unseen
            }
        }
    }

    private static func setGone(_ run: Run, _ unreadable: UnreadablePaths, _ session: Session) throws -> UnseenPictures
    {
        let unseen = Fragment.all([
            Place.pictures(of: run.source, below: run.folder), "missing_since IS NULL",
            Sightings.areMissing(since: run.number),
        ])
        let isGuarded = guarded(unreadable)
        let kept =
            unreadable.isEmpty
            ? 0
            : try session.run(
                .plain(joining: "SELECT count(*) FROM images WHERE \(unseen) AND \(isGuarded)"), within: aDay
            ).int64(0, 0)
        let gone = try session.run(
            .plain(joining: "UPDATE images SET missing_since = now() WHERE \(unseen) AND NOT \(isGuarded)"),
            within: aDay
        ).touched
        return UnseenPictures(gone: gone, kept: Int(kept))
    }

    /// Pictures that may lie where the listing could not look: there, or below.
    private static func guarded(_ unreadable: UnreadablePaths) -> Fragment {
        let paths = unreadable.paths
        let starts = paths.map(Place.start)
        return "(path = ANY(\(.texts(paths))) OR path ^@ ANY(\(.texts(starts))))"
    }

    /// Deletes sightings first: of what is found again meanwhile, a sighting alone is lost.
    public func prune(_ source: String, below folder: String) async throws -> Int {
        let gone: Fragment = "\(Place.pictures(of: source, below: folder)) AND missing_since IS NOT NULL"
        return try await database.change { session in
            try session.run(
                [
                    .plain("BEGIN"),
                    .plain(
                        joining: "DELETE FROM sightings USING images WHERE images.id = sightings.id AND \(gone)"),
                    .plain(joining: "DELETE FROM images WHERE \(gone)"), .plain("COMMIT"),
                ], within: PictureDatabase.aDay)[2].touched
        }
    }

    /// For statements that may touch every row of a source: there may be a million of them.
    static let aDay = Duration.seconds(86_400)
}

/// What is stored of a file.
private struct StoredState {
    var state: FileState
    var content: ContentHash
    var isGone: Bool

    static func all(in rows: Rows) -> [PictureID: StoredState] {
        let states = rows.map { row in
            let state = StoredState(
                state: rows.fileState(row, from: 1), content: ContentHash(bytes: rows.bytes(row, 4)),
                isGone: rows.bool(row, 5))
            return (rows.pictureID(row, 0), state)
        }
        return Dictionary(uniqueKeysWithValues: states)
    }
}
