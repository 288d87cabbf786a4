import Dispatch

/// Runs an actor's jobs on its own dispatch queue, so that blocking C never holds a thread of the cooperative pool.
///
/// Dispatch's own serial executor does not exist on Linux.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
