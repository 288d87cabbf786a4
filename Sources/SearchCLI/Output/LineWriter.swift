import Foundation
import Synchronization

/// Writes lines one after another on a thread of its own.
///
/// Whoever adds a line never waits: for a reader that sleeps, a disk that is full, a terminal that was stopped. What cannot be
/// kept in memory meanwhile is dropped and counted, and the count is written as soon as something can be.
final class LineWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var dropped = 0
        var isWriting = false
        /// The thread has run once.
        var hasThread = false
    }
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "imagesearch.lines")
    private let capacity: Int
    private let write: @Sendable ([UInt8]) -> Void

    /// Takes how many bytes may wait, and what writes them; faults are the writer's affair.
    init(capacity: Int = 1 << 20, _ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.capacity = capacity
        self.write = write
    }

    /// Has a text written after those before it.
    func append(_ text: String) {
        let starts = state.withLock { state in
            guard state.pending.count + text.utf8.count <= capacity else {
                state.dropped += 1
                return false
            }
            state.pending += text.utf8
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard starts else { return }
        thread.async { [self] in
            state.withLock { $0.hasThread = true }
            while let bytes = next() { write(bytes) }
        }
    }

    /// Waits until all that was added is written, or the time is up.
    ///
    /// Where the system has no thread to give, as when a process may have few addresses, it is written here.
    /// - Returns: whether all is written.
    @discardableResult func flush(within limit: TimeInterval) -> Bool {
        let isDone = DispatchSemaphore(value: 0)
        thread.async { isDone.signal() }
        if isDone.wait(timeout: .now() + limit) == .success { return true }
        guard !state.withLock(\.hasThread) else { return false }
        while let bytes = next() { write(bytes) }
        return true
    }

    private func next() -> [UInt8]? {
        state.withLock { state in
            guard !state.pending.isEmpty else {
                state.isWriting = false
                return nil
            }
            var bytes = state.pending
            if state.dropped > 0 { bytes += "(\(state.dropped) lines were dropped: nothing took them)\n".utf8 }
            state.pending = []
            state.dropped = 0
            return bytes
        }
    }
}
