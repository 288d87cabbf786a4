import Foundation
import ImageSearch

/// Runs blocking work on threads of its own, first come, first served, so that Swift's cooperative pool never blocks.
///
/// There is one thread for each state, and only that thread touches it: an inference request, say. Work whose ``Priority``
/// is `background` has threads of its own, behind all that want a processor; half of them pause while other work
/// goes on. The threads end with the queue.
public final class WorkQueue<State: Sendable>: Sendable {
    private let immediate = PendingJobs<State>()
    private let background: PendingJobs<State>?

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: what tools such as top show.
    ///   - states: one for each thread, at least one.
    ///   - background: one for each thread that works behind all others; without any, all work is alike.
    ///   - immediateWork: what background work makes room for; this queue's other work counts in it.
    public init(
        _ name: String, _ states: [State], background: [State] = [], immediateWork: ImmediateWork = .ofThisProcess
    ) {
        precondition(!states.isEmpty)
        let immediate = immediate
        for state in states {
            Self.start(name) {
                while let job = immediate.next() { immediateWork.run { job(state) } }
            }
        }
        let jobs = background.isEmpty ? nil : PendingJobs<State>()
        self.background = jobs
        guard let jobs else { return }
        for (number, state) in background.enumerated() {
            let makesRoom = number % 2 == 1
            Self.start(name) {
                lowerThreadPriority()
                while let job = jobs.next(pause: { makesRoom ? immediateWork.pause() : nil }) { job(state) }
            }
        }
    }

    deinit {
        immediate.close()
        background?.close()
    }

    private static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }

    /// Runs the work when a thread is free.
    ///
    /// - Throws: what the work throws; `CancellationError`, at once, when the task is cancelled before the work begins.
    public func run<Value: Sendable>(_ work: @escaping @Sendable (State) throws -> Value) async throws -> Value {
        let waiter = Waiter<Value>()
        return try await waiter.wait {
            add(for: waiter) { state in
                guard let continuation = waiter.begin() else { return }
                continuation.resume(with: Result { try work(state) })
            }
        } leave: { [self] in
            remove(waiter)
        }
    }

    /// Adds work that nobody waits for here.
    public func add(_ job: @escaping @Sendable (State) -> Void) { jobs.add(job) }

    /// Adds work that ``remove(_:)`` can take out again as long as it has not begun.
    package func add<Value>(for waiter: Waiter<Value>, _ job: @escaping @Sendable (State) -> Void) {
        jobs.add(owner: ObjectIdentifier(waiter), job)
    }

    /// Lets go of the work that was added for a waiter, unless it has begun.
    package func remove<Value>(_ waiter: Waiter<Value>) {
        immediate.remove(ObjectIdentifier(waiter))
        background?.remove(ObjectIdentifier(waiter))
    }

    /// How many jobs wait for a thread.
    package var waitingCount: Int { immediate.count + (background?.count ?? 0) }

    private var jobs: PendingJobs<State> { Priority.current == .background ? background ?? immediate : immediate }
}

extension WorkQueue where State == Void {
    /// Starts so many threads that own nothing, and as many behind them.
    public convenience init(_ name: String, threads: Int) {
        let states: [Void] = Array(repeating: (), count: threads)
        self.init(name, states, background: states)
    }
}
