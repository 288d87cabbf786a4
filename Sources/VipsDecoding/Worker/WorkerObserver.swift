import ImageSearch
import Synchronization
import WorkerProcesses

/// What is known of a decoder's workers: whether they can be had, and what they gave up.
final class WorkerObserver: Sendable {
    private struct State {
        var failure: DecoderUnavailable?
        var confinement: WorkerEnd.Confinement?
        var pids: Set<Int32> = []
        var started = 0
    }
    private let state = Mutex(State())

    /// The last start's failure, until one succeeds.
    var failure: DecoderUnavailable? { state.withLock { $0.failure } }
    var confinement: WorkerEnd.Confinement? { state.withLock { $0.confinement } }
    /// How many workers have been started.
    var started: Int { state.withLock { $0.started } }
    /// The running ones.
    var pids: Set<Int32> { state.withLock { $0.pids } }

    func note(started pid: Int32) {
        state.withLock { state in
            state.started += 1
            state.pids.insert(pid)
        }
    }

    func note(ready confinement: WorkerEnd.Confinement) {
        state.withLock { state in
            state.failure = nil
            state.confinement = confinement
        }
    }

    func note(ended pid: Int32) { state.withLock { _ = $0.pids.remove(pid) } }

    func note(failure cause: String) -> DecoderUnavailable {
        let failure = DecoderUnavailable("pictures cannot be decoded now: no process for it can be had", cause: cause)
        state.withLock { $0.failure = failure }
        return failure
    }
}
