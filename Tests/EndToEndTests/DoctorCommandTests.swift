import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// `doctor` on libraries that are in order, and on some that are not.
@Suite(.ends(within: .seconds(300))) struct DoctorCommandTests {
    /// Lines about the machine that runs the tests.
    private static let ofMachine = ["processor", "disk"]

    private func lines(
        _ workspace: Workspace, settings: [String: String] = [:]
    ) async throws -> (code: Int32, lines: [String]) {
        let program = try await RunningProgram(["doctor"], in: workspace, settings: settings)
        let code = try await program.exitCode()
        return (code, program.standardOutput.split(separator: "\n").map(String.init))
    }

    @Test func `all is well with what was just indexed`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(30)
        let index = try await RunningProgram(["index"], in: workspace)
        #expect(try await index.exitCode() == 0, "\(index.standardError)")
        let (code, lines) = try await lines(workspace)
        let others = lines.filter { line in !Self.ofMachine.contains { line.contains(" \($0) ") } }
        #expect(others.allSatisfy { $0.hasPrefix("ok ") }, "\(lines)")
        for name in ["data folder", "model files", "model", "decoder", "database", "vector index", "pictures", "words"]
        {
            #expect(others.contains { $0.hasPrefix("ok     \(name) ") }, "\(name)")
        }
        #expect(others.contains { $0.contains("100.0 % of the nearest 10 are found") })
        if lines.allSatisfy({ $0.hasPrefix("ok ") }) { #expect(code == 0) }
        chmod(workspace.folder.path + "/data", 0o777)
        let (worse, told) = try await self.lines(workspace)
        let folder = try #require(told.first { $0.contains(" data folder ") })
        #expect(worse == 1 && folder.hasPrefix("FAULT") && folder.contains("chmod o-w"), "\(told)")
    }

    @Test func `what is missing is told with what to do, and nothing is downloaded`() async throws {
        let (code, lines) = try await lines(Workspace())
        #expect(code == 1)
        #expect(lines.contains { $0.hasPrefix("FAULT  pictures") && $0.contains("imagesearch index") }, "\(lines)")
        let (other, model) = try await self.lines(
            Workspace(), settings: ["MODEL_NAME": "openai/clip-vit-base-patch32", "HF_ENDPOINT": "http://127.0.0.1:9"])
        #expect(other == 1)
        #expect(model.last?.contains("imagesearch models --fetch") ?? false, "\(model)")
        let (third, database) = try await self.lines(
            Workspace(), settings: ["DB_HOST": "127.0.0.1", "DB_PORT": "9", "DB_PASSWORD": "hunter2"])
        #expect(third == 1)
        #expect(database.last?.hasPrefix("FAULT  library") ?? false, "\(database)")
        #expect(!database.joined().contains("hunter2"))
    }
}
