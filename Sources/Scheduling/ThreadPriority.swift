import Foundation
import Platform

/// Lets this process's threads, and the programs that it starts, run soon after they have something to do: for a program
/// that somebody waits for, called before its other threads start.
///
/// A thread that waits by yielding, as the model's runtime does between the layers of a model, hands its processor over for
/// a whole turn of whoever comes next. Linux 6.12 and later let a thread with short turns interrupt one with long turns,
/// and count what it yields in its own short turns (docs/decisions/0023). Other systems: nothing happens.
public func takeShortTurns() {
    #if os(Linux)
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        for thread in threads.compactMap(Int32.init) { _ = scheduling_set_turn(thread, shortestTurn) }
    #endif
}

/// In nanoseconds; the shortest that Linux gives.
private let shortestTurn: UInt64 = 100_000

/// Puts the calling thread, and those that it will start, behind all others: on Linux each has a niceness of its own, and
/// turns of the usual length.
///
/// 15 leaves a thirtieth of a processor that others want, so that nothing stands still on a busy machine. A thread that was
/// started by one which has stepped back already stays where that is.
func stepBack() {
    #if canImport(Glibc)
        let thread = __priority_which_t(PRIO_PROCESS.rawValue)
        let ofProcess = getpriority(thread, id_t(getpid()))
        _ = setpriority(thread, 0, min(19, ofProcess + 15))
        _ = scheduling_set_turn(0, 0)
    #elseif canImport(Darwin)
        pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0)
    #endif
}
