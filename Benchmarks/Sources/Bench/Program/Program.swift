import Foundation
import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The real binary, running as a process of its own; it ends with this value.
final class Program: Sendable {
    /// A line that it wrote to standard error, and when.
    struct Line: Sendable {
        var time: Double
        var text: String
    }

    private let notes: Notes
    let id: Int32
    let start: Double

    /// Starts a program with these arguments and variables beside PATH and HOME.
    init(_ path: String, _ arguments: [String], _ variables: [String: String]) async throws {
        let known = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TZ"].contains($0.key) }
        let configuration = Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom(known.merging(variables) { $1 }.asEnvironment))
        let notes = Notes()
        let (started, announcement) = AsyncThrowingStream.makeStream(of: Int32.self)
        start = now()
        // No task of who starts it: the program is read from and waited for until it has ended.
        Task {
            do {
                let result = try await run(configuration, input: .none, output: .discarded, error: .sequence) {
                    announcement.yield($0.processIdentifier.value)
                    for try await line in $0.standardError.strings() { notes.add(line) }
                }
                notes.end(result.terminationStatus)
            } catch {
                notes.end(nil)
                announcement.finish(throwing: error)
            }
        }
        guard let id = try await started.first(where: { _ in true }) else { throw CancellationError() }
        self.id = id
        self.notes = notes
    }

    deinit { if isRunning { kill() } }

    var isRunning: Bool { notes.isRunning }
    var lines: [Line] { notes.lines }

    /// When it first wrote a line that holds a text.
    func time(of text: String, within limit: Double = 300) async throws -> Double {
        try await line(with: text, within: limit).time
    }

    /// The first line that holds a text, waited for.
    func line(with text: String, within limit: Double = 300) async throws -> Line {
        let deadline = now() + limit
        while now() < deadline {
            // Looked at before the lines: what it wrote at its end is there when it has ended.
            let isRunning = isRunning
            if let line = lines.first(where: { $0.text.contains(text) }) { return line }
            guard isRunning else { break }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Failure("the program did not say '\(text)' but: \(lines.map(\.text).joined(separator: "\n"))")
    }

    /// The port of a serving program.
    func port() async throws -> UInt16 {
        let line = try await line(with: "ready: http://").text
        let address = line.components(separatedBy: "ready: ").last?.prefix { $0 != " " } ?? ""
        guard let port = URL(string: String(address))?.port.flatMap(UInt16.init(exactly:)) else {
            throw Failure("no port in '\(line)'")
        }
        return port
    }

    /// Waits for its end; returns how long it ran, and the most memory that it held, in megabytes.
    func finish() async throws -> (seconds: Double, peakMegabytes: Double) {
        var peak = 0.0
        while isRunning {
            peak = max(peak, memory("VmHWM"))
            try await Task.sleep(for: .milliseconds(5))
        }
        guard let end = notes.end, end.status?.isSuccess == true else {
            throw Failure("the program failed: \(lines.map(\.text).joined(separator: "\n"))")
        }
        return (end.time - start, peak)
    }

    /// Ends it at once.
    func kill() { Foundation.kill(id, SIGKILL) }

    /// Ends it gracefully.
    func stop() async {
        Foundation.kill(id, SIGTERM)
        while isRunning { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// A line of /proc/PID/status in megabytes: `VmRSS` now, `VmHWM` at most, `RssAnon`, `RssFile`; 0 elsewhere than Linux.
    func memory(_ field: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") } ?? ""
        return (Double(line.split(separator: " ").dropFirst().first ?? "") ?? 0) / 1024
    }
}

/// What is known of a running program.
private final class Notes: Sendable {
    struct End: Sendable {
        var time: Double
        /// `nil` when nobody could tell.
        var status: TerminationStatus?
    }
    private struct State {
        var lines: [Program.Line] = []
        var end: End?
    }
    private let state = Mutex(State())

    var lines: [Program.Line] { state.withLock { $0.lines } }
    var end: End? { state.withLock { $0.end } }
    var isRunning: Bool { end == nil }

    func add(_ text: String) {
        let line = Program.Line(time: now(), text: text)
        state.withLock { $0.lines.append(line) }
    }

    func end(_ status: TerminationStatus?) {
        let end = End(time: now(), status: status)
        state.withLock { $0.end = end }
    }
}

extension [String: String] {
    /// As variables of a child process, all of them.
    var asEnvironment: [Environment.Key: String] {
        reduce(into: [:]) { $0[Environment.Key(stringLiteral: $1.key)] = $1.value }
    }
}
