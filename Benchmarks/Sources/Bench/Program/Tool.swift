import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Somebody else's program.
enum Tool {
    /// No answer of a tool is longer, in bytes.
    private static let mostOutput = 256 << 20

    /// Runs it to its end; returns what it wrote.
    static func run(_ program: String, _ arguments: [String], variables: [String: String] = [:]) async throws -> String
    {
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(ProcessInfo.processInfo.environment.merging(variables) { $1 }.asEnvironment),
            input: .none, output: .string(limit: mostOutput), error: .combinedWithOutput)
        guard result.terminationStatus.isSuccess else {
            throw Failure("\(program) failed: \(result.standardOutput.suffix(2000))")
        }
        return result.standardOutput
    }
}
