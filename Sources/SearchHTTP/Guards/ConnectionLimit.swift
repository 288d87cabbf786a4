import NIOCore
import Synchronization

/// How many connections are served at one time.
final class ConnectionLimit: Sendable {
    private let limit: Int
    private let open = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// Counts a connection until it is closed; `false` when there are too many.
    func admit(_ channel: any Channel) -> Bool {
        let isAdmitted = open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } } }
        return isAdmitted
    }
}
