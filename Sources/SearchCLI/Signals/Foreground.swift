import Synchronization

/// A program in the foreground, which Ctrl-C belongs to while it runs.
final class Foreground: Sendable {
    private let isBusy = Atomic(false)

    var isRunning: Bool { isBusy.load(ordering: .acquiring) }

    func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        isBusy.store(true, ordering: .releasing)
        defer { isBusy.store(false, ordering: .releasing) }
        return try await body()
    }
}
