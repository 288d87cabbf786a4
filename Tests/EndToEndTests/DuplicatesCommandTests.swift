import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// `duplicates`, for people and for scripts.
@Suite(.ends(within: .seconds(180))) struct DuplicatesCommandTests {
    @Test func `copies are listed in groups, and scripts get all but the best of each`() async throws {
        let workspace = try Workspace()
        let pictures = Workspace.testImages.prefix(2)
        for (number, picture) in pictures.enumerated() {
            for copy in 0...number {
                try FileManager.default.copyItem(
                    at: picture, to: workspace.images.appendingPathComponent("\(number)-\(copy).jpg"))
            }
        }
        func run(_ arguments: String...) async throws -> RunningProgram {
            let program = try await RunningProgram(arguments, in: workspace)
            #expect(try await program.exitCode() == 0, "\(program.standardError)")
            return program
        }
        _ = try await run("index")
        let lines = try await run("duplicates").standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines[2].isEmpty && lines[3].isEmpty, "\(lines)")
        #expect(
            lines.prefix(2).allSatisfy { $0.contains(/^ *\d+  \d{4}-\d\d-\d\dT[^ ]*  .*\/images\/1-[01]\.jpg$/) },
            "\(lines)")
        let groups = try JSONSerialization.jsonObject(
            with: Data(try await run("duplicates", "--json").standardOutput.utf8))
        let group = try #require((groups as? [[[String: Any]]])?.first)
        #expect(group.count == 2 && group.allSatisfy { $0["id"] is String && $0["size"] is Int })
        let line = try await run("duplicates", "--ndjson", "--level", "content").standardOutput
        #expect(line.hasPrefix("[{") && line.split(separator: "\n").count == 1)
        let paths = try await run("duplicates", "--paths0").standardOutput.split(separator: "\0")
        #expect(paths.count == 1 && paths[0].hasSuffix(group[1]["path"] as? String ?? "?"))
        let wrong = try await RunningProgram(["duplicates", "--level", "much"], in: workspace)
        #expect(try await wrong.exitCode() == 64 && wrong.standardError.contains("much"))
    }
}
