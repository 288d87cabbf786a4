import Foundation
import Synchronization

/// The real binary, running as a process of its own; it ends with this value.
final class Program: Sendable {
    /// A line that it wrote to standard error, and when.
    struct Line: Sendable {
        var time: Double
        var text: String
    }
    private struct State {
        var lines: [Line] = []
        var rest = ""
    }

    private let process = Process()
    private let state = Mutex(State())
    let start: Double

    /// Starts a program with these arguments and variables beside PATH and HOME.
    init(_ path: String, _ arguments: [String], _ variables: [String: String]) throws {
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TZ"].contains($0.key) }
            .merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        start = now()
        try process.runWithSignals()
        let input = pipe.fileHandleForReading
        Thread.detachNewThread { [weak self] in
            while case let data = input.availableData, !data.isEmpty { self?.receive(data) }
        }
    }

    deinit { if process.isRunning { kill() } }

    var id: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var lines: [Line] { state.withLock { $0.lines } }

    /// When it first wrote a line that holds a text.
    func time(of text: String, within limit: Double = 300) throws -> Double { try line(with: text, within: limit).time }

    /// The first line that holds a text, waited for.
    func line(with text: String, within limit: Double = 300) throws -> Line {
        let deadline = now() + limit
        while now() < deadline {
            if let line = lines.first(where: { $0.text.contains(text) }) { return line }
            if !process.isRunning {
                usleep(50_000)
                if let line = lines.first(where: { $0.text.contains(text) }) { return line }
                break
            }
            usleep(1000)
        }
        throw Failure("the program did not say '\(text)' but: \(lines.map(\.text).joined(separator: "\n"))")
    }

    /// The port of a serving program.
    func port() throws -> UInt16 {
        let line = try line(with: "ready: http://").text
        let address = line.components(separatedBy: "ready: ").last?.prefix { $0 != " " } ?? ""
        guard let port = URL(string: String(address))?.port.flatMap(UInt16.init(exactly:)) else {
            throw Failure("no port in '\(line)'")
        }
        return port
    }

    /// Waits for its end; returns how long it ran, and the most memory that it held, in megabytes.
    func finish() throws -> (seconds: Double, peakMegabytes: Double) {
        var peak = 0.0
        while process.isRunning {
            peak = max(peak, memory("VmHWM"))
            usleep(5000)
        }
        let duration = now() - start
        guard process.terminationStatus == 0 else {
            throw Failure("the program failed: \(lines.map(\.text).joined(separator: "\n"))")
        }
        return (duration, peak)
    }

    /// Ends it at once.
    func kill() { Foundation.kill(id, SIGKILL) }

    /// Ends it gracefully.
    func stop() {
        Foundation.kill(id, SIGTERM)
        process.waitUntilExit()
    }

    /// A line of /proc/PID/status in megabytes: `VmRSS` now, `VmHWM` at most, `RssAnon`, `RssFile`; 0 elsewhere than Linux.
    func memory(_ field: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") } ?? ""
        return (Double(line.split(separator: " ").dropFirst().first ?? "") ?? 0) / 1024
    }

    private func receive(_ data: Data) {
        let time = now()
        state.withLock { state in
            state.rest += String(decoding: data, as: UTF8.self)
            let parts = state.rest.split(separator: "\n", omittingEmptySubsequences: false)
            state.lines += parts.dropLast().map { Line(time: time, text: String($0)) }
            state.rest = String(parts.last ?? "")
        }
    }
}
