import CPostgres
import Dispatch
import Synchronization

/// Asks a server to stop a statement.
///
/// libpq's request waits for as long as the server keeps silent, which a frozen one does for ever. So it is sent from a
/// thread that may wait, and from a few at most: past those, a connection is closed without a word.
struct CancelRequest {
    private static let most = 8
    private static let running = Mutex(0)
    private static let queue = DispatchQueue(label: "postgres-cancel", attributes: .concurrent)

    /// libpq's own copy of what the request needs.
    ///
    /// Unchecked: it is made here, used by one closure on one thread, and freed by that closure.
    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    /// Sends the request on its way; the statement's answer then is an error.
    static func send(for connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return }
        let isSent = running.withLock { running in
            guard running < most else { return false }
            running += 1
            return true
        }
        guard isSent else { return PQfreeCancel(pointer) }
        let handle = Handle(pointer: pointer)
        queue.async {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle.pointer, &message, Int32(message.count))
            PQfreeCancel(handle.pointer)
            running.withLock { $0 -= 1 }
        }
    }
}
