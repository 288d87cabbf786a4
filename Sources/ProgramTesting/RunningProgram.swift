package import Foundation
import ImageSearchTesting
import Platform
import Testing

/// The real binary, running as a process of its own, with its output kept in files.
package final class RunningProgram: Sendable {
    package let process: SpawnedProcess
    /// Kept as long as the program may write there.
    private let workspace: Workspace
    private let output: URL
    private let errors: URL

    /// Where this checkout lies.
    package static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The binary that was built together with these tests.
    package static let binary: URL = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var folder = bundle.deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/imagesearch") {
            folder.deleteLastPathComponent()
        }
        return folder.appendingPathComponent("imagesearch")
    }()

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - arguments: the sub-command and what belongs to it.
    ///   - workspace: the folder that holds its data.
    ///   - settings: variables; nothing else of the tests' own environment that the program reads gets through.
    ///   - workingFolder: where it starts, by default the project.
    /// - Throws: when the program cannot be started.
    package init(
        _ arguments: [String], in workspace: Workspace, settings: [String: String] = [:], workingFolder: URL = project
    ) async throws {
        self.workspace = workspace
        let name = UUID().uuidString
        output = workspace.folder.appendingPathComponent("\(name).out")
        errors = workspace.folder.appendingPathComponent("\(name).err")
        process = try await SpawnedProcess(
            Self.binary.path, arguments, environment: workspace.settings.merging(settings) { $1 },
            folder: workingFolder.path, output: output.path, errors: errors.path)
    }

    deinit { if process.isRunning { kill(process.identifier, SIGKILL) } }

    package var standardOutput: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    package var standardError: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Sends a signal.
    package func signal(_ signal: Int32) { kill(process.identifier, signal) }

    /// Sends a signal once standard error holds a text so many times, and a moment later at that.
    ///
    /// From a thread of its own: the program does not wait for tests that keep this process busy.
    package func signal(_ signal: Int32, after text: String, times: Int, delay: TimeInterval = 0) {
        Thread.detachNewThread { [self] in
            while process.isRunning, standardError.components(separatedBy: text).count <= times {
                Thread.sleep(forTimeInterval: 0.001)
            }
            Thread.sleep(forTimeInterval: delay)
            if process.isRunning { self.signal(signal) }
        }
    }

    /// Waits until the process has ended, and returns its exit code; one ended by a signal has the negative of it.
    package func exitCode(within limit: Duration = .seconds(120)) async throws -> Int32 {
        try await eventually("the program ends", within: limit) { !process.isRunning }
        return process.exitCode ?? 0
    }

    /// Waits until standard error holds a text.
    package func says(_ text: String, within limit: Duration = .seconds(120)) async throws {
        try await eventually("the program says '\(text)'", within: limit) { [self] in
            if standardError.contains(text) { return true }
            if !process.isRunning { throw Unexpected("it ended with: \(standardError)") }
            return false
        }
    }

    /// The port that a serving program says it listens on, once it is ready.
    package func port() async throws -> Int {
        // The end of the line: the beginning may be there before the rest.
        try await says("Ctrl-C stops")
        let line = try #require(standardError.split(separator: "\n").first { $0.contains("ready: http://") })
        let address = try #require(line.components(separatedBy: "ready: ").last)
        return try #require(URL(string: String(address.prefix { $0 != " " }))?.port)
    }

    /// Waits until a serving program holds all of its pictures; on a busy machine it is ready before that.
    package func hasIndexed() async throws { try await says("indexed ") }

    /// The memory of its own that the process holds now, in bytes; Linux only.
    ///
    /// Pages of files are the system's affair.
    package var memory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
        return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) * 1024
    }
}

/// Something that a test did not expect.
package struct Unexpected: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// Waits for a condition, so long at most.
package func eventually(_ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool)
    async throws
{
    let start = ContinuousClock.now
    while try await !condition() {
        guard ContinuousClock.now - start < limit.scaled else {
            throw Unexpected("waited \(limit.scaled) in vain until \(what)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
