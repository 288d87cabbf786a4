import Dispatch
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs blocking work on threads of its own, no more than so many at once, first come first served.
final class DecodingQueue: Sendable {
    private typealias Job = @Sendable () -> Void
    private struct State {
        var running = 0
        var waiting: [Job] = []
    }

    private let width: Int
    private let threads = DispatchQueue(label: "imagesearch.decoding", attributes: .concurrent)
    private let state = Mutex(State())

    /// Makes a queue of so many threads; `nil` for as many as there are processors.
    init(width: Int?) { self.width = max(1, width ?? ProcessInfo.processInfo.activeProcessorCount) }

    /// Runs the work when a thread is free; work that was cancelled until then does not start.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isCancelled = Atomic(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                add {
                    continuation.resume(
                        with: Result {
                            if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
                            return try work()
                        })
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private func add(_ job: @escaping Job) {
        let startsThread = state.withLock { state in
            state.waiting.append(job)
            guard state.running < width else { return false }
            state.running += 1
            return true
        }
        if startsThread { threads.async { [self] in work() } }
    }

    /// Works until nothing waits.
    private func work() {
        while let job = next() { job() }
    }

    private func next() -> Job? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }
}
