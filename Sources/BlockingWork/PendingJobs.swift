import Dispatch
import Synchronization

/// What waits for a thread; it outlives the queue until the threads have ended.
final class PendingJobs<State: Sendable>: Sendable {
    typealias Job = @Sendable (State) -> Void

    private struct Contents {
        var jobs: [Job] = []
        var isClosed = false
    }
    private let contents = Mutex(Contents())
    /// Counts the jobs; once closed, every thread that passes lets the next one through.
    private let available = DispatchSemaphore(value: 0)

    func add(_ job: @escaping Job) {
        contents.withLock { $0.jobs.append(job) }
        available.signal()
    }

    /// Ends the threads when all jobs are done.
    func close() {
        contents.withLock { $0.isClosed = true }
        available.signal()
    }

    /// The next job, waited for; `nil` when there will be none.
    func next() -> Job? {
        available.wait()
        let job = contents.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
        if job == nil { available.signal() }
        return job
    }
}

/// Whether somebody still wants the result.
final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
