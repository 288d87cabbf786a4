/// One that follows what is going on; it leaves when nobody holds it any more.
public final class Follower: Sendable {
    /// What a follower hears.
    public enum News: Sendable, Equatable {
        /// An event.
        case event(NumberedEvent)
        /// Events were missed: what is known is to be asked for anew.
        case missed
        /// Nothing has happened for a while.
        case quiet
        /// It did not keep up, and hears no more.
        case tooSlow
    }

    private let buffer: EventBuffer
    private let onLeave: @Sendable () -> Void

    init(_ buffer: EventBuffer, onLeave: @escaping @Sendable () -> Void) {
        self.buffer = buffer
        self.onLeave = onLeave
    }

    deinit { onLeave() }

    /// What happened since the last call, in its order; ``News/quiet`` after a time without events, `nil` at the end.
    ///
    /// For one task at a time.
    public func news(within limit: Duration) async -> [News]? {
        let timer = Task { [buffer] in
            try await Task.sleep(for: limit)
            buffer.noteQuiet()
        }
        defer { timer.cancel() }
        return await buffer.next()
    }
}
