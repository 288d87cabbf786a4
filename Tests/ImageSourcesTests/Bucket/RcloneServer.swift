import Foundation
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// An S3 server that verifies signatures: rclone, over a folder whose sub-folders are the buckets.
struct RcloneServer {
    static let accessKey = "TESTKEY"
    static let secretKey = "test/secret+key"

    let url: String

    /// Runs a test against a server of its own.
    static func run<Result: Sendable>(over folder: URL, _ test: (RcloneServer) async throws -> Result) async throws
        -> Result
    {
        let arguments: Arguments = [
            "serve", "s3", "--addr", "127.0.0.1:0", "--auth-key", "\(accessKey),\(secretKey)", "--config", "",
            "--vfs-cache-mode", "off", folder.path,
        ]
        let ended = try await Subprocess.run(
            .path(FilePath(program().path)), arguments: arguments, input: .none, output: .discarded, error: .sequence
        ) { execution in
            let result = try await test(RcloneServer(url: address(in: execution.standardError)))
            await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))])
            return result
        }
        return ended.closureResult
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
    private static func address(in log: SubprocessOutputSequence) async throws -> String {
        let (addresses, announcement) = AsyncThrowingStream.makeStream(of: String.self)
        Task {
            var seen = ""
            do {
                for try await line in log.strings() {
                    seen += line + "\n"
                    if let match = line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/) {
                        announcement.yield(String(match.output))
                    }
                }
            } catch { seen += "\(error)" }
            announcement.finish(throwing: MissingTool(description: "rclone ended: \(seen)"))
        }
        guard let address = try await addresses.first(where: { _ in true }) else { throw CancellationError() }
        return address
    }
}

struct MissingTool: Error, CustomStringConvertible {
    let description: String
}
