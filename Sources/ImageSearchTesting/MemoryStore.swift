public import ImageSearch
import Synchronization

/// A catalogue and an index of vectors in memory, with exact search; it passes the same contracts as the real ones.
public final class MemoryStore: Sendable {
    struct Row {
        var picture: Picture
        var isGone = false
        var isFavourite = false
        /// The number of the newest run that has seen it.
        var seen: Int64

        func lies(in source: String, below folder: String) -> Bool {
            let location = picture.file.location
            let isBelow = folder.isEmpty || location.path.utf8.starts(with: (folder + "/").utf8)
            return location.source.utf8.elementsEqual(source.utf8) && isBelow
        }

        var stored: StoredPicture {
            StoredPicture(
                id: picture.id, location: picture.file.location, state: picture.file.state, content: picture.content,
                facts: picture.facts, indexed: 0,
                isFavourite: isFavourite)
        }
    }

    struct State {
        var model: ModelIdentity?
        var rows: [PictureID: Row] = [:]
        var sources: [String: Source] = [:]
        /// The number of each source's newest run.
        var runs: [String: Int64] = [:]
        var attempts: [PictureID: Attempt] = [:]
        /// The pictures that a program which is still running has taken up.
        var inWork: Set<PictureID> = []
        /// Where files lie that were refused.
        var refused: [PictureID: PictureLocation] = [:]
        /// What is a favourite, stored or not.
        var favourites: Set<ContentHash> = []
        var savedSearches: [String: SavedSearch] = [:]
        var searches = 0

        /// Changes a row, if there is one, whose file was seen just now.
        mutating func see(_ file: PictureFile, _ change: (inout Row) -> Void = { _ in }) {
            guard var row = rows[file.id] else { return }
            row.seen = max(row.seen, runs[file.location.source] ?? 0)
            change(&row)
            rows[file.id] = row
        }
    }
    let state = Mutex(State())

    /// Makes an empty store that an earlier version filled: it knows the names of its sources, not their places.
    public init(namedSources: [String] = []) {
        state.withLock { state in
            for name in namedSources { state.sources[name] = Source(name: name, place: nil) }
        }
    }

    /// How often it was asked for the nearest pictures.
    public var searches: Int { state.withLock(\.searches) }

    /// What is recorded of the attempts on a file.
    public func attempt(on id: PictureID) -> Attempt? { state.withLock { $0.attempts[id] } }

    /// Counts the attempts that are recorded, as after an end of the programs that made them.
    public func endPrograms() {
        state.withLock { state in
            for id in state.inWork { state.attempts[id]?.unfinished += 1 }
            state.inWork = []
        }
    }
}

extension MemoryStore: VectorIndex {
    /// Remembers the first model, refuses others.
    public func adopt(_ model: ModelIdentity) async throws {
        try state.withLock { state in
            if let known = state.model, known != model {
                throw StoreError(.otherModel, "the database holds vectors of \(known.name), not of \(model.name)")
            }
            state.model = model
        }
    }

    /// Compares all rows.
    public func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] {
        state.withLock { $0.searches += 1 }
        let neighbours = found(filter).map { row in
            Neighbour(
                picture: row.stored, distance: target.embedding.cosineDistance(to: row.picture.embedding),
                embedding: withEmbeddings ? row.picture.embedding : nil)
        }
        let ordered = neighbours.sorted { ($0.distance, $0.picture.id) < ($1.distance, $1.picture.id) }
        return Array(ordered.prefix(count))
    }

    /// The rows of pictures that a filter lets through.
    func found(_ filter: Filter) -> [Row] {
        state.withLock(\.rows).values.filter { !$0.isGone && filter.includes($0.stored) }
    }

    /// Looks the row up.
    public func embedding(of id: PictureID) async throws -> Embedding? {
        state.withLock { state in state.rows[id].flatMap { $0.isGone ? nil : $0.picture.embedding } }
    }

    /// Has no graph.
    public func maintainGraph(progress: @escaping @Sendable (GraphProgress) -> Void) async throws {}
}
