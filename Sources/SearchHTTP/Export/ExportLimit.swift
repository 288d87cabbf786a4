import ImageSearch
import Synchronization

/// How many exports go on at one time: each holds what is known of its pictures until its client has all of it.
final class ExportLimit: Sendable {
    private static let limit = 8
    private let held = Mutex(0)

    /// An export that goes on as long as somebody holds this.
    final class Slot: Sendable {
        private let owner: ExportLimit
        fileprivate init(_ owner: ExportLimit) { self.owner = owner }
        deinit { owner.held.withLock { $0 -= 1 } }
    }

    /// Begins an export.
    ///
    /// - Throws: ``Overloaded``.
    func begin() throws(Overloaded) -> Slot {
        let isFree = held.withLock { held in
            guard held < Self.limit else { return false }
            held += 1
            return true
        }
        guard isFree else { throw Overloaded("Too many exports are going on. Try again shortly.") }
        return Slot(self)
    }
}
