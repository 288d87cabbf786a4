import Foundation
import ProgramTesting
import Testing

/// `make logs` follows the log where the program keeps it.
@Suite struct LogsScriptTests {
    @Test(
        arguments: [
            ("", nil, "data"), ("DATA_DIR=a\n", nil, "a"), ("DATA_DIR=a\n", "other", "other"),
            ("export DATA_DIR = a  # where\n", nil, "a"), ("DATA_DIR='b c' # where\n", nil, "b c"),
            ("DATA_DIR=\"b c\"\n", nil, "b c"), ("DATA_DIR=a\nDATA_DIR=other\n", nil, "other"),
            ("#DATA_DIR=a\nDATA_DIR=\n", nil, "data"),
        ] as [(String, String?, String)])
    func `the folder is that of the environment or of .env`(
        settings: String, variable: String?, folder: String
    ) async throws {
        let workspace = try Workspace()
        let place = workspace.folder
        for name in ["data", "a", "b c", "other"] {
            try write("log of \(name)\n", to: "\(name)/logs/imagesearch.log", place)
        }
        try write(settings, to: ".env", place)
        let script = try String(
            contentsOf: RunningProgram.project.appendingPathComponent("scripts/logs"), encoding: .utf8)
        try write(script, to: "scripts/logs", place)
        let environment = ["PATH": "/usr/bin:/bin"].merging(variable.map { ["DATA_DIR": $0] } ?? [:]) { $1 }
        let process = try await SpawnedProcess(
            "/bin/bash", ["scripts/logs", "-q"], environment: environment, folder: place.path,
            output: place.path + "/out", errors: place.path + "/err")
        try await eventually("the script ends") { !process.isRunning }
        #expect(try String(contentsOfFile: place.path + "/out", encoding: .utf8) == "log of \(folder)\n")
    }

    private func write(_ text: String, to path: String, _ place: URL) throws {
        let file = place.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: false, encoding: .utf8)
    }
}
