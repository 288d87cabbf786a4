public import ImageSearch
import Synchronization

/// A store in memory with exact search; it passes the same contract as the real one.
public final class MemoryVectorStore: VectorStore {
    fileprivate struct Row {
        var picture: Picture
        var isMissing: Bool

        func lies(in source: String, below folder: String) -> Bool {
            let location = picture.file.location
            return location.source == source
                && (folder.isEmpty || location.path.utf8.starts(with: (folder + "/").utf8))
        }
    }
    fileprivate struct State {
        var model: ModelIdentity?
        var rows: [PictureID: Row] = [:]
        var sources: [String: KnownSource] = [:]
        var attempts: [PictureID: Attempt] = [:]
        var searches = 0
    }
    private let state = Mutex(State())

    /// Makes an empty store that an earlier version filled: it knows the names of its sources, not their places.
    public init(namedSources: [String] = []) {
        state.withLock { state in
            for name in namedSources { state.sources[name] = KnownSource(name: name, place: nil) }
        }
    }

    /// How often it was asked for the nearest pictures.
    public var searches: Int { state.withLock(\.searches) }

    /// Remembers the first model, refuses others.
    public func adopt(_ model: ModelIdentity) async throws {
        try state.withLock { state in
            if let known = state.model, known != model {
                throw StoreError(.otherModel, "the database holds vectors of \(known.name), not of \(model.name)")
            }
            state.model = model
        }
    }

    /// Looks the rows up.
    public func files(of ids: [PictureID]) async throws -> [PictureID: StoredFile] {
        state.withLock { state in
            var found: [PictureID: StoredFile] = [:]
            for id in ids {
                guard let row = state.rows[id] else { continue }
                found[id] = StoredFile(
                    size: row.picture.file.size, modified: row.picture.file.modified, content: row.picture.content,
                    isMissing: row.isMissing)
            }
            return found
        }
    }

    /// Scans the rows.
    public func embeddings(of contents: [ContentHash]) async throws -> [ContentHash: Embedding] {
        let wanted = Set(contents)
        return state.withLock { state in
            let known = state.rows.values.filter { wanted.contains($0.picture.content) }
            return Dictionary(known.map { ($0.picture.content, $0.picture.embedding) }, uniquingKeysWith: { $1 })
        }
    }

    /// Replaces the rows.
    public func save(_ pictures: [Picture]) async throws {
        state.withLock { state in
            for picture in pictures { state.rows[picture.id] = Row(picture: picture, isMissing: false) }
        }
    }

    /// Changes the rows' files.
    public func refresh(_ files: [PictureID: PictureFile]) async throws {
        state.withLock { state in
            for (id, file) in files {
                state.rows[id]?.picture.file = file
                state.rows[id]?.isMissing = false
            }
        }
    }

    /// Looks them up.
    public func attempts(of ids: [PictureID]) async throws -> [PictureID: Attempt] {
        let wanted = Set(ids)
        return state.withLock { $0.attempts.filter { wanted.contains($0.key) } }
    }

    /// Counts those on the same file.
    public func begin(_ attempts: [PictureID: Attempt]) async throws {
        state.withLock { state in
            for (id, attempt) in attempts {
                let file = (attempt.size, attempt.modified, attempt.rules)
                var next = attempt
                next.unfinished = 1
                if let known = state.attempts[id], (known.size, known.modified, known.rules) == file,
                    known.refusal == nil
                {
                    next.unfinished = known.unfinished + 1
                }
                state.attempts[id] = next
            }
        }
    }

    /// Forgets some, replaces others.
    public func end(_ ids: [PictureID], refused: [PictureID: Attempt]) async throws {
        state.withLock { state in
            for id in ids { state.attempts[id] = nil }
            for (id, var attempt) in refused {
                attempt.unfinished = 0
                state.attempts[id] = attempt
            }
        }
    }

    /// Scans the rows.
    public func presentIDs(of source: String, below folder: String) async throws -> Set<PictureID> {
        state.withLock { state in
            Set(state.rows.filter { $1.lies(in: source, below: folder) && !$1.isMissing }.keys)
        }
    }

    /// Looks the rows up.
    public func paths(of ids: [PictureID]) async throws -> [PictureID: String] {
        state.withLock { state in
            var found: [PictureID: String] = [:]
            for id in ids { found[id] = state.rows[id]?.picture.file.location.path }
            return found
        }
    }

    /// Marks the rows.
    public func markMissing(_ ids: [PictureID]) async throws {
        state.withLock { state in
            for id in ids { state.rows[id]?.isMissing = true }
        }
    }

    /// Drops the marked rows of a source.
    public func deleteMissing(of source: String, below folder: String) async throws -> Int {
        state.withLock { state in
            let before = state.rows.count
            state.rows = state.rows.filter { !$1.lies(in: source, below: folder) || !$1.isMissing }
            return before - state.rows.count
        }
    }

    /// Sorts the names.
    public func sources() async throws -> [KnownSource] { state.withLock { $0.sortedSources } }

    /// Scans the rows.
    public func files(in source: String) async throws -> [PictureFile] {
        state.withLock { $0.rows.values.map(\.picture.file).filter { $0.location.source == source } }
    }

    /// Changes them while nobody else looks.
    public func changeSources(
        _ decide: @escaping @Sendable ([KnownSource]) -> SourceChanges
    ) async throws {
        state.withLock { state in
            let changes = decide(state.sortedSources)
            for source in changes.recorded { state.sources[source.name] = source }
            for move in changes.moves { state.carryOut(move) }
            for name in changes.forgotten { state.sources[name] = nil }
        }
    }

    /// Compares all rows.
    public func nearest(to query: Embedding, limit: Int) async throws -> [Match] {
        let rows = state.withLock { state in
            state.searches += 1
            return state.rows
        }
        let matches = rows.filter { !$1.isMissing }.map { id, row in
            Match(
                id: id, location: row.picture.file.location,
                distance: query.cosineDistance(to: row.picture.embedding))
        }
        return Array(matches.sorted { $0.distance < $1.distance }.prefix(limit))
    }

    /// Counts the rows that are not marked.
    public func count() async throws -> Int {
        state.withLock { $0.rows.values.count { !$0.isMissing } }
    }
}

extension MemoryVectorStore.State {
    fileprivate var sortedSources: [KnownSource] {
        sources.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    fileprivate mutating func carryOut(_ move: SourceMove) {
        for (id, row) in rows
        where row.lies(in: move.source, below: "") && move.includes(row.picture.file.location.path) {
            rows[id] = nil
            var moved = row
            moved.picture.file = PictureFile(
                location: move.location(of: row.picture.file.location.path), state: row.picture.file.state)
            if rows[moved.picture.id] == nil { rows[moved.picture.id] = moved }
        }
    }
}
