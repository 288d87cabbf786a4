import Synchronization

/// Shows how far long work has come: one line that is rewritten on a terminal, a line now and then in a log.
final class ProgressLine: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant?
        var isLineOpen = false
    }
    private let state = Mutex(State())
    private let isTerminal: Bool
    private let show: @Sendable (String) -> Void
    private let interval: Duration

    /// Shows progress on standard error.
    ///
    /// - Parameters:
    ///   - isTerminal: a person is looking, and the line can be rewritten.
    ///   - log: where lines go when nobody looks at a terminal.
    init(isTerminal: Bool = Console.isTerminal, log: @escaping @Sendable (String) -> Void = { Console.note($0) }) {
        self.isTerminal = isTerminal
        if isTerminal { show = { Console.rewrite($0) } } else { show = log }
        interval = isTerminal ? .milliseconds(100) : .seconds(10)
    }

    /// Shows a line, unless the last one was shown a moment ago.
    func update(_ line: @autoclosure () -> String) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard let last = state.lastShown else {
                // The first line of a log waits as well: short work needs none.
                state.lastShown = isTerminal ? now - interval : now
                return isTerminal
            }
            guard now - last >= interval else { return false }
            state.lastShown = now
            state.isLineOpen = isTerminal
            return true
        }
        if isDue { show(line()) }
    }

    /// Clears the line that is being rewritten, so that another can be written.
    func clear() {
        let isOpen = state.withLock { state in
            defer { state.isLineOpen = false }
            return state.isLineOpen
        }
        if isOpen { Console.rewrite("") }
    }
}
