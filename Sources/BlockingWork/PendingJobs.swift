import Dispatch
import Foundation
import Synchronization

/// What waits for a thread; it outlives the queue until the threads have ended.
final class PendingJobs<State: Sendable>: Sendable {
    typealias Job = @Sendable (State) -> Void

    private let jobs = Mutex<[Job]>([])
    /// Counts the jobs, and one more once closed: a thread that finds no job lets the next thread through, and ends.
    private let available = DispatchSemaphore(value: 0)

    func add(_ job: @escaping Job) {
        jobs.withLock { $0.append(job) }
        available.signal()
    }

    /// Ends the threads when all jobs are done.
    func close() { available.signal() }

    /// Waits for the next job.
    ///
    /// - Parameter pause: how long other threads shall have the jobs, if any are there.
    /// - Returns: the job; `nil` when there will be none.
    func next(pause: () -> Duration? = { nil }) -> Job? {
        available.wait()
        while let time = pause() {
            available.signal()
            Thread.sleep(forTimeInterval: time / .seconds(1))
            available.wait()
        }
        let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
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
