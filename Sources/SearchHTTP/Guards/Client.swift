import Synchronization

/// Whoever sent the request that the current task answers.
final class Client: Sendable {
    @TaskLocal static var current: Client?
    private let isGone = Atomic(false)

    /// Whether nobody is left to answer.
    var hasGone: Bool { isGone.load(ordering: .relaxed) }

    func leave() { isGone.store(true, ordering: .relaxed) }
}
