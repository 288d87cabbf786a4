public import ImageSearch
import PostgresClient

/// What was tried, and what came of it.
extension PictureDatabase {
    private static let update = """
        UPDATE attempts SET size = $2, modified = $3, version = $4, rules = $5, unfinished = $6, code = $7, detail = $8,
            at = now(), backend = pg_backend_pid()
        WHERE id = $1
        """
    private static let insert = """
        INSERT INTO attempts (id, size, modified, version, rules, unfinished, code, detail, backend)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, pg_backend_pid()) ON CONFLICT DO NOTHING
        """

    /// Records that this program is at files, with the count of the programs before it that did not live to end this.
    public func attempt(_ files: [PictureFile], rules: String) async throws {
        guard !files.isEmpty else { return }
        let ordered = files.sorted { $0.id < $1.id }
        try await database.change { session in
            let rows = try session.run([PictureDatabase.attempts(ordered.map(\.id))])
            let known = try Attempt.all(in: rows[0], session)
            let changes = ordered.flatMap { file in
                let before = known[file.id].flatMap { $0.concerns(file, rules: rules) ? $0.unfinished : nil }
                return PictureDatabase.record(
                    file.id, Attempt(state: file.state, rules: rules, unfinished: before ?? 0))
            }
            try PictureDatabase.recordAttempts(changes, session)
        }
    }

    /// Records the reasons; a picture that is stored of such a file leaves the index at once.
    public func refuse(_ refusals: [Refusal], rules: String) async throws {
        guard !refusals.isEmpty else { return }
        let ordered = refusals.sorted { $0.file.id < $1.file.id }
        let gone = Statement.prepared(
            "UPDATE images SET missing_since = now() WHERE id = ANY($1) AND missing_since IS NULL",
            .uuids(ordered.map(\.file.id)))
        let changes = ordered.flatMap {
            PictureDatabase.record(
                $0.file.id, Attempt(state: $0.file.state, rules: rules, unfinished: 0, refusal: $0.reason))
        }
        try await database.change { session in
            _ = try session.run(
                [.plain("BEGIN")] + changes + ordered.map(PictureDatabase.place) + [gone, .plain("COMMIT")])
        }
    }

    /// Where a refused file lies, for lists of them.
    private static func place(_ refusal: Refusal) -> Statement {
        let location = refusal.file.location
        return .prepared(
            "UPDATE attempts SET source = $2, path = $3 WHERE id = $1", .uuid(refusal.file.id), .text(location.source),
            .text(location.path))
    }

    /// Forgets attempts.
    public func withdraw(_ files: [PictureFile]) async throws {
        guard !files.isEmpty else { return }
        let change = PictureDatabase.forgetAttempts(files.map(\.id))
        try await database.change { try PictureDatabase.recordAttempts([change], $0) }
    }

    static func forgetAttempts(_ ids: [PictureID]) -> Statement {
        .prepared("DELETE FROM attempts WHERE id = ANY($1)", .uuids(ids.sorted()))
    }

    static func attempts(_ ids: [PictureID]) -> Statement {
        .prepared(
            """
            SELECT id, size, modified, version, rules, unfinished, coalesce(code, ''), detail, backend::int8,
                (extract(epoch FROM at) * 1e6)::int8
            FROM attempts WHERE id = ANY($1)
            """, .uuids(ids))
    }

    static func record(_ id: PictureID, _ attempt: Attempt) -> [Statement] {
        let (state, refusal) = (attempt.state, attempt.refusal)
        return [update, insert].map {
            Statement.prepared(
                $0, .uuid(id), .int64(state.size), .int64(state.modified), .text(state.version), .text(attempt.rules),
                .int64(Int64(attempt.unfinished)), .text(refusal?.code.description), .text(refusal?.detail ?? ""))
        }
    }

    /// Nothing waits for the disk: what is lost with the machine is tried once more.
    private static func recordAttempts(_ changes: [Statement], _ session: Session) throws {
        _ = try session.run(
            [.plain("BEGIN"), .plain("SET LOCAL synchronous_commit = off")] + changes + [.plain("COMMIT")])
    }
}

extension Attempt {
    /// Those of an answer, by their files' keys; one whose program has ended counts as unfinished.
    static func all(in rows: Rows, _ session: Session) throws -> [PictureID: Attempt] {
        let isInWork = (0..<rows.count).contains { rows.text($0, 6).isEmpty && !rows.isNull($0, 8) }
        let backends = isInWork ? try Backends(session) : Backends()
        let attempts = rows.map { row in
            let refusal = PictureError.Code(rows.text(row, 6)).map { PictureError($0, rows.text(row, 7)) }
            var attempt = Attempt(
                state: rows.fileState(row, from: 1), rules: rows.text(row, 4), unfinished: Int(rows.int64(row, 5)),
                refusal: refusal)
            if refusal == nil, !rows.isNull(row, 8), !backends.have(rows.int64(row, 8), since: rows.int64(row, 9)) {
                attempt.unfinished += 1
            }
            return (rows.pictureID(row, 0), attempt)
        }
        return Dictionary(uniqueKeysWithValues: attempts)
    }
}

/// The server's processes, one for each connection: a connection ends with its program.
private struct Backends {
    /// When each began, in microseconds since 1970; 0 where this user may not know.
    private var began: [Int64: Int64] = [:]

    init() {}

    init(_ session: Session) throws {
        let rows = try session.run(
            .plain(
                "SELECT pid::int8, coalesce((extract(epoch FROM backend_start) * 1e6)::int8, 0) FROM pg_stat_activity"))
        began = Dictionary(rows.map { (rows.int64($0, 0), rows.int64($0, 1)) }, uniquingKeysWith: max)
    }

    /// The process is there that was at some moment: one of the same number that began later is another one.
    func have(_ process: Int64, since moment: Int64) -> Bool { began[process].map { $0 <= moment } == true }
}
