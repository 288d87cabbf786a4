import Synchronization

/// What became of one new or changed file.
enum Outcome: Sendable {
    case embedded(Picture)
    case reused(Picture)
    case refreshed(PictureID, PictureFile)
    /// With the key of the row that remembers what the file was before.
    case skipped(PictureLocation, PictureError, replaces: PictureID?)

    var picture: Picture? {
        switch self {
        case .embedded(let picture), .reused(let picture): picture
        case .refreshed, .skipped: nil
        }
    }

    /// The row of a picture that is no more: its file holds something that is refused for good.
    ///
    /// It is marked as missing, with the size and the date of the picture: when that comes back, it is found again
    /// without being opened. A passing fault says nothing about what the file holds.
    var replaced: PictureID? {
        guard case .skipped(_, let error, let id) = self, error.code.isLasting else { return nil }
        return id
    }

    var refreshed: (PictureID, PictureFile)? {
        guard case .refreshed(let id, let file) = self else { return nil }
        return (id, file)
    }
}

/// The state that the steps of one indexing run share: what was seen, counted and is being embedded.
final class IndexRun: Sendable {
    private struct State {
        var summary = IndexSummary()
        var seen: Set<PictureID> = []
    }
    private let state = Mutex(State())
    private let onEvent: @Sendable (IndexEvent) -> Void
    /// The embeddings of contents that are in work or not yet saved.
    let embeddings = SharedEmbeddings()

    init(onEvent: @escaping @Sendable (IndexEvent) -> Void) { self.onEvent = onEvent }

    var summary: IndexSummary { state.withLock { $0.summary } }
    var seen: Set<PictureID> { state.withLock { $0.seen } }

    /// Changes the counts and tells of it.
    func update(_ change: (inout IndexSummary) -> Void) {
        let summary = state.withLock { state in
            change(&state.summary)
            return state.summary
        }
        onEvent(.progress(summary))
    }

    /// Counts a part of the listing, and returns its pictures.
    func note(listed: [ListedFile]) -> [PictureFile] {
        var files: [PictureFile] = []
        for line in listed {
            switch line {
            case .picture(let file): files.append(file)
            case .unreadable(let path, let reason):
                onEvent(.unreadable(path: path, reason: reason))
                update { $0.unreadable += 1 }
            }
        }
        update { $0.found += files.count }
        return files
    }

    func note(seen ids: [PictureID]) { state.withLock { $0.seen.formUnion(ids) } }

    /// Counts a saved batch, and lets go of its embeddings: the store has them now.
    func note(saved batch: [Outcome]) {
        for case .skipped(let location, let error, _) in batch { onEvent(.skipped(location, error)) }
        embeddings.saved(batch.compactMap { $0.picture?.content })
        update { summary in
            for outcome in batch { summary.count(outcome) }
        }
        onEvent(.saved(batch.count))
    }
}
