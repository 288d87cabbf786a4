import Platform
import UnixSignals

/// The signals that ask a program to end.
enum StopSignals {
    /// Ctrl-C, the system, and a terminal that is closed, unless the program was told to outlive it (`nohup`).
    static func all() -> [UnixSignal] { isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup] }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == 1  // SIG_IGN, a pointer with the value 1
    }
}
