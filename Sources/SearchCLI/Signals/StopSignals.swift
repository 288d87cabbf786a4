import Platform
import UnixSignals

/// The signals that ask a program to end.
enum StopSignals {
    /// Ctrl-C, the system, and a terminal that is closed, unless the program was told to outlive it (`nohup`).
    static func all() -> [UnixSignal] {
        signal_is_ignored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
    }
}
