import Dispatch
import Foundation
import Synchronization

/// What waits for a thread; it outlives the queue until the threads have ended.
final class PendingJobs<State: Sendable>: Sendable {
    typealias Job = @Sendable (State) -> Void

    private struct Line {
        var jobs: [(owner: ObjectIdentifier?, job: Job)] = []
        var isClosed = false
    }
    private let line = Mutex(Line())
    /// Counts the jobs at least; a thread that it lets through may find that its job was taken out of the line.
    private let available = DispatchSemaphore(value: 0)

    /// How many jobs wait.
    var count: Int { line.withLock { $0.jobs.count } }

    /// Adds a job at the end, which its owner may take out again.
    func add(owner: ObjectIdentifier? = nil, _ job: @escaping Job) {
        line.withLock { $0.jobs.append((owner, job)) }
        available.signal()
    }

    /// Lets go of an owner's job, and of all that it holds, if it has not begun.
    func remove(_ owner: ObjectIdentifier) {
        let removed = line.withLock { line -> Job? in
            guard let place = line.jobs.firstIndex(where: { $0.owner == owner }) else { return nil }
            return line.jobs.remove(at: place).job
        }
        // No thread need wake up for it; one that has done so already finds out by itself.
        if removed != nil { _ = available.wait(timeout: .now()) }
    }

    /// Ends the threads when all jobs are done.
    func close() {
        line.withLock { $0.isClosed = true }
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
            let (job, isClosed) = line.withLock { line in
                (line.jobs.isEmpty ? nil : line.jobs.removeFirst().job, line.isClosed)
            }
            if let job { return job }
            guard !isClosed else { break }
        }
        // The other threads end as well.
        available.signal()
        return nil
    }
}
