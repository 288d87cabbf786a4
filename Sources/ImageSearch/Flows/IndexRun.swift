import Synchronization

/// What became of one new or changed file.
enum Outcome: Sendable {
    case embedded(Picture)
    case reused(Picture)
    case refreshed(PictureID, PictureFile)
    case skipped(Candidate, PictureError)

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
        guard case .skipped(let candidate, let error) = self, error.code.isLasting else { return nil }
        return candidate.stored.map { _ in candidate.id }
    }

    /// What is to be remembered of a file that is refused for good.
    func refusal(_ rules: String) -> (PictureID, Attempt)? {
        guard case .skipped(let candidate, let error) = self, error.code.isLasting else { return nil }
        var attempt = Attempt(candidate.file, rules: rules)
        attempt.refusal = error
        return (candidate.id, attempt)
    }

    /// The picture whose attempt is over, with nothing to remember.
    var ended: PictureID? {
        switch self {
        case .embedded(let picture), .reused(let picture): picture.id
        case .refreshed(let id, _): id
        case .skipped(let candidate, let error): error.code.isLasting ? nil : candidate.id
        }
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
        var unreadable: [String] = []
    }
    private let state = Mutex(State())
    private let onEvent: @Sendable (IndexEvent) -> Void
    /// The embeddings of contents that are in work or not yet saved.
    let embeddings = SharedEmbeddings()

    init(onEvent: @escaping @Sendable (IndexEvent) -> Void) { self.onEvent = onEvent }

    var summary: IndexSummary { state.withLock { $0.summary } }
    var seen: Set<PictureID> { state.withLock { $0.seen } }
    /// The paths that could not be looked at; there may be pictures at and below them.
    var unreadable: [String] { state.withLock { $0.unreadable } }

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
                state.withLock { $0.unreadable.append(path) }
                onEvent(.unreadable(path: path, reason: reason))
                update { $0.unreadable += 1 }
            case .passedOver(let path, let reason):
                onEvent(.passedOver(path: path, reason: reason))
                update { $0.passedOver += 1 }
            }
        }
        update { $0.found += files.count }
        return files
    }

    func note(seen ids: [PictureID]) { state.withLock { $0.seen.formUnion(ids) } }

    /// Counts a file that is not opened, as it was refused before.
    func note(refusedBefore code: PictureError.Code) {
        update { summary in
            summary.skipped[code, default: 0] += 1
            summary.refusedBefore += 1
        }
    }

    /// Counts a saved batch, and lets go of its embeddings: the store has them now.
    func note(saved batch: [Outcome]) {
        for case .skipped(let candidate, let error) in batch { onEvent(.skipped(candidate.file.location, error)) }
        embeddings.saved(batch.compactMap { $0.picture?.content })
        update { summary in
            for outcome in batch { summary.count(outcome) }
        }
        onEvent(.saved(batch.count))
    }
}

/// A listed file that is new or changed.
struct Candidate: Sendable {
    var id: PictureID
    var file: PictureFile
    var stored: StoredFile?
}
