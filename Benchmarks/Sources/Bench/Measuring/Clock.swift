import Foundation

/// Seconds since some moment.
func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

/// How many seconds a piece of work took.
func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = now()
    try work()
    return now() - start
}

/// How many seconds a piece of work took.
func seconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = now()
    try await work()
    return now() - start
}

/// The time that processors have spent, in seconds.
enum CPUTime {
    /// This process, all its threads.
    static var ofThisProcess: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Another process, all its threads; NaN where the system has no /proc.
    static func ofProcess(_ id: Int32) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return .nan }
        // The second field is a name in brackets, which may hold spaces.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return .nan }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// All processors, idle; NaN where the system has no /proc.
    static var idle: Double {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return .nan }
        let fields = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard fields.count > 4 else { return .nan }
        return (fields[3] + fields[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

/// The processors of this machine.
let cores = ProcessInfo.processInfo.activeProcessorCount
