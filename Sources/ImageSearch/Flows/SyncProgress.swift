import Synchronization

/// What the steps of one run have seen and done so far: counts, whose size does not depend on that of the source.
final class SyncProgress: Sendable {
    private struct State {
        var summary = SyncSummary()
        var unreadable = UnreadablePaths()
        var attempted: [PictureID: PictureFile] = [:]
    }
    private let state = Mutex(State())
    private let onEvent: @Sendable (SyncEvent) -> Void

    init(onEvent: @escaping @Sendable (SyncEvent) -> Void) { self.onEvent = onEvent }

    var summary: SyncSummary { state.withLock { $0.summary } }

    /// Where pictures may lie that were not seen: everywhere, when nothing was.
    var unreadable: UnreadablePaths { state.withLock { $0.summary.found == 0 ? .everything : $0.unreadable } }

    /// The files that were taken up and are not saved: as many at most as workers and batches hold.
    var attempted: [PictureFile] { state.withLock { Array($0.attempted.values) } }

    /// Counts a part of the listing, and returns its pictures.
    func note(_ changes: [ListedFile]) -> [PictureFile] {
        var files: [PictureFile] = []
        for change in changes {
            switch change {
            case .picture(let file): files.append(file)
            case .unreadable(let path, let reason):
                state.withLock { $0.unreadable.insert(path) }
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

    /// Counts files that are not opened.
    func note(unchanged count: Int) { update { $0.unchanged += count } }

    /// Counts a file that is not opened, as it was refused before.
    func note(refusedBefore code: PictureError.Code) {
        update { summary in
            summary.skipped[code, default: 0] += 1
            summary.refusedBefore += 1
        }
    }

    /// The listing has come to its end.
    func noteListed() { update { $0.isListed = true } }

    /// A file is taken up.
    func note(attempted file: PictureFile) { state.withLock { $0.attempted[file.id] = file } }

    /// Counts a saved batch.
    func note(saved batch: [Outcome]) {
        state.withLock { state in
            for outcome in batch { state.attempted[outcome.file.id] = nil }
        }
        for case .skipped(let file, let error) in batch { onEvent(.skipped(file.location, error)) }
        update { summary in
            for outcome in batch { summary.count(outcome) }
        }
        onEvent(.saved(batch.count))
    }

    /// Counts what was stored and not seen.
    func note(_ unseen: UnseenPictures) {
        update { summary in
            summary.gone = unseen.gone
            summary.keptUnseen = unseen.kept
        }
    }

    /// Changes the counts and tells of it.
    private func update(_ change: (inout SyncSummary) -> Void) {
        let summary = state.withLock { state in
            change(&state.summary)
            return state.summary
        }
        onEvent(.progress(summary))
    }
}
