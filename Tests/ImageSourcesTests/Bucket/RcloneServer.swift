import Foundation
import Testing

/// An S3 server that verifies signatures: rclone, over a folder whose sub-folders are the buckets.
struct RcloneServer {
    static let accessKey = "TESTKEY"
    static let secretKey = "test/secret+key"

    let url: String

    /// Runs a test against a server of its own.
    static func run<Result>(over folder: URL, _ test: (RcloneServer) async throws -> Result) async throws -> Result {
        let program = try program()
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "serve", "s3", "--addr", "127.0.0.1:0", "--auth-key", "\(accessKey),\(secretKey)", "--config", "",
            "--vfs-cache-mode", "off", folder.path,
        ]
        let log = Pipe()
        process.standardError = log
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        return try await test(RcloneServer(url: address(in: log.fileHandleForReading)))
    }

    private static func program() throws -> URL {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let program = root.appending(path: "vendor/test-tools/rclone")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw MissingTool(description: "rclone is not there: run scripts/setup-tests")
        }
        return program
    }

    /// Waits for the line that tells the port, and goes on reading, so that the server never waits for a reader.
    private static func address(in log: FileHandle) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "rclone.log").async {
                var seen = ""
                var isFound = false
                while case let more = log.availableData, !more.isEmpty {
                    seen += String(decoding: more, as: UTF8.self)
                    if !isFound, let match = seen.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/) {
                        isFound = true
                        continuation.resume(returning: String(match.output))
                    }
                }
                if !isFound { continuation.resume(throwing: MissingTool(description: "rclone ended: \(seen)")) }
            }
        }
    }
}

struct MissingTool: Error, CustomStringConvertible {
    let description: String
}
