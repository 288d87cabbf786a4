import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// What shells complete commands with, and the version.
@Suite(.ends(within: .seconds(180))) struct CompletionTests {
    @Test(arguments: [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
    func `each shell gets its script, and takes it where it is installed`(shell: String, check: String) async throws {
        let workspace = try Workspace()
        let program = try await RunningProgram(["--generate-completion-script", shell], in: workspace)
        #expect(try await program.exitCode() == 0, "\(program.standardError)")
        for word in ["similar", "paths0", "server"] { #expect(program.standardOutput.contains(word), "\(word)") }
        let folders = ["/bin/", "/usr/bin/", "/usr/local/bin/"]
        guard let path = folders.map({ $0 + shell }).first(where: FileManager.default.isExecutableFile) else { return }
        let script = workspace.folder.path + "/script"
        try program.standardOutput.write(toFile: script, atomically: true, encoding: .utf8)
        let run = try await SpawnedProcess(
            path, [check, script], environment: workspace.settings, folder: workspace.folder.path,
            output: script + ".out", errors: script + ".err")
        try await eventually("\(shell) has read it") { !run.isRunning }
        #expect(run.exitCode == 0)
    }

    @Test func `the version is that of the API's description`() async throws {
        let program = try await RunningProgram(["--version"], in: Workspace())
        #expect(try await program.exitCode() == 0)
        let version = program.standardOutput.trimmingCharacters(in: .newlines)
        #expect(version.contains(/^\d+\.\d+\.\d+$/))
        let document = try await ServedTestImages.shared.client().get("/openapi.json").text
        #expect(document.contains(#""version":"\#(version)""#))
    }
}
