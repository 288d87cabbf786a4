import DequeModule
import Dispatch
import Foundation
import Synchronization

/// What waits for a thread; it outlives the queue until the threads have ended.
final class PendingJobs<State: Sendable>: Sendable {
    typealias Job = @Sendable (State) -> Void

    private struct Storage {
        var jobs: Deque<(owner: ObjectIdentifier?, job: Job)> = []
        var isClosed = false
    }
    private let storage = Mutex(Storage())
    /// Counts the jobs at least; a thread that it lets through may find that its job was taken out.
    private let available = DispatchSemaphore(value: 0)

    /// How many jobs wait.
    var count: Int { storage.withLock { $0.jobs.count } }

    /// Adds a job after all others, which its owner may take out again.
    func add(owner: ObjectIdentifier? = nil, _ job: @escaping Job) {
        storage.withLock { $0.jobs.append((owner, job)) }
        available.signal()
    }

    /// Lets go of an owner's job, and of all that it holds, if it has not begun.
    func remove(_ owner: ObjectIdentifier) {
        let removed = storage.withLock { storage -> Job? in
            guard let index = storage.jobs.firstIndex(where: { $0.owner == owner }) else { return nil }
            return storage.jobs.remove(at: index).job
        }
        // No thread need wake up for it; one that has done so already finds out by itself.
        if removed != nil { _ = available.wait(timeout: .now()) }
    }

    /// Ends the threads when all jobs are done.
    func close() {
        storage.withLock { $0.isClosed = true }
        available.signal()
    }

    /// Waits for the next job.
    ///
    /// - Parameter pause: how long other threads shall have the jobs, if any are there.
    /// - Returns: the job; `nil` when there will be none.
    func next(pause: () -> Duration? = { nil }) -> Job? {
        while true {
            available.wait()
            while let time = pause() {
                available.signal()
                Thread.sleep(forTimeInterval: time / .seconds(1))
                available.wait()
            }
            let (job, isClosed) = storage.withLock { storage in
                (storage.jobs.popFirst()?.job, storage.isClosed)
            }
            if let job { return job }
            guard !isClosed else { break }
        }
        // The other threads end as well.
        available.signal()
        return nil
    }
}
