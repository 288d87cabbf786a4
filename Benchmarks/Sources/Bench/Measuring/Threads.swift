import Foundation
import Synchronization

/// Runs blocking work on so many threads of its own, and waits for all of them.
func onThreads<Value: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (Int) throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count {
            group.addTask {
                try await withCheckedThrowingContinuation { continuation in
                    Thread.detachNewThread { continuation.resume(with: Result { (index, try work(index)) }) }
                }
            }
        }
        return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Work of several threads until a moment: how often it was done, what each time took, and what it cost.
struct Throughput: Sendable {
    /// How many a second.
    var rate: Double
    /// Seconds of this process's processor time for one.
    var cpuSeconds: Double
    /// Seconds for one, as whoever waits for it sees it.
    var latencies: Sample
}

/// Repeats work on so many threads for a while; it is told the thread, and how often that thread has done it.
func repeated(
    on threads: Int, for duration: Double, _ work: @escaping @Sendable (Int, Int) throws -> Void
) async throws -> Throughput {
    let start = now()
    let cpu = CPUTime.ofThisProcess
    let latencies = try await onThreads(threads) { thread in
        var latencies: [Double] = []
        while now() < start + duration {
            latencies.append(try seconds { try work(thread, latencies.count) })
        }
        return latencies
    }.flatMap { $0 }
    let count = Double(latencies.count)
    return Throughput(
        rate: count / (now() - start), cpuSeconds: (CPUTime.ofThisProcess - cpu) / count, latencies: Sample(latencies))
}
