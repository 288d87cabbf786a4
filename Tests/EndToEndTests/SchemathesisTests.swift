import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// Asks a running server all that its own description allows and forbids: nothing that it answers may be undescribed.
@Suite(.ends(within: .seconds(600))) struct SchemathesisTests {
    private static let tool = RunningProgram.project.appendingPathComponent("vendor/test-tools/schemathesis")

    @Test func `the server is what /openapi.json says it is`() async throws {
        guard FileManager.default.fileExists(atPath: Self.tool.path) else {
            throw Unexpected("Schemathesis is not there: run scripts/setup-tests")
        }
        let workspace = try Workspace()
        let server = try await RunningProgram(["serve"], in: workspace, settings: ["TESTING": "1"])
        try await server.hasIndexed()
        let address = "http://127.0.0.1:\(try await server.port())"
        let (status, report) = try await schemathesis(address, in: workspace)
        #expect(status == 0, "\(report)")
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
    }

    /// Runs the tool, and returns its exit code and what it says.
    private func schemathesis(_ address: String, in workspace: Workspace) async throws -> (Int32, String) {
        let (output, errors) = ("schemathesis.out", "schemathesis.err")
        let process = try await SpawnedProcess(
            "/usr/bin/env",
            [
                "python3", "-m", "schemathesis.cli", "--config-file",
                RunningProgram.project.appendingPathComponent("scripts/schemathesis.toml").path, "run",
                "\(address)/openapi.json", "--checks", "all", "--max-examples", "25", "--seed", "1", "--workers", "1",
                "--request-timeout", "60", "--generation-database", "none", "--no-color",
            ],
            // The same python3 that scripts/setup-tests has found.
            environment: ProcessInfo.processInfo.environment.merging([
                "PYTHONPATH": Self.tool.path, "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1",
            ]) { $1 },
            folder: workspace.folder.path, output: workspace.folder.appendingPathComponent(output).path,
            errors: workspace.folder.appendingPathComponent(errors).path)
        try await eventually("Schemathesis ends", within: .seconds(500)) { !process.isRunning }
        let text = try [output, errors].map {
            try String(contentsOf: workspace.folder.appendingPathComponent($0), encoding: .utf8)
        }
        return (process.exitCode ?? -1, text.joined())
    }
}
