import Foundation
import Platform

/// Lets this process's threads, and the programs that it starts, run soon after they have something to do: for a program
/// that somebody waits for, called before its other threads start.
///
/// A thread that waits by yielding, as the model's runtime does between the layers of a model, hands its processor over for
/// a whole time slice of whoever comes next. Linux 6.12 and later let a thread with short slices interrupt one with long
/// ones, and count what it yields in its own short slices (docs/decisions/0023). Other systems: nothing happens.
public func takeShortTimeSlices() {
    #if os(Linux)
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        for thread in threads.compactMap(Int32.init) { _ = thread_set_time_slice(thread, shortestTimeSlice) }
    #endif
}

/// In nanoseconds; the shortest that Linux gives.
private let shortestTimeSlice: UInt64 = 100_000

/// Puts the calling thread, and those that it will start, behind the process's others, with time slices of the usual length.
///
/// A niceness of 15 more leaves a thirtieth of a processor that others want, so that nothing stands still on a busy machine.
/// A thread that was started by one whose priority is low already stays where that is.
func lowerThreadPriority() {
    thread_lower_priority(15)
    _ = thread_set_time_slice(0, 0)
}
