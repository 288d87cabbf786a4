import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// The command line finds the server of its own data folder, and no other.
@Suite(.ends(within: .seconds(400))) struct OwnServerTests {
    private func serving() async throws -> (workspace: Workspace, server: RunningProgram, file: String) {
        let workspace = try Workspace()
        try workspace.addPictures(3)
        let server = try await RunningProgram(["serve"], in: workspace, settings: ["LOG_LEVEL": "debug"])
        try await server.hasIndexed()
        _ = try await server.port()
        return (workspace, server, workspace.folder.path + "/data/server.json")
    }

    private func searches(_ server: RunningProgram) -> Int {
        server.standardError.components(separatedBy: "path=/search ").count - 1
    }

    private func search(
        in workspace: Workspace, _ options: String..., settings: [String: String] = [:]
    ) async throws -> String {
        let program = try await RunningProgram(["search", "a tree"] + options, in: workspace, settings: settings)
        #expect(try await program.exitCode() <= 1, "\(program.standardError)")
        return program.standardOutput
    }

    @Test func `a running server is asked, one that is named too, and none that is not wanted`() async throws {
        let (workspace, server, file) = try await serving()
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let answer = try await search(in: workspace)
        #expect(answer.split(separator: "\n").count == 3)
        try await eventually("the server is asked") { searches(server) == 1 }
        #expect(try await search(in: workspace, "--no-server") == answer)
        #expect(try await search(in: Workspace(), "--server", "http://127.0.0.1:\(server.port())") == answer)
        try await eventually("the server is asked again") { searches(server) == 2 }
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try await search(in: workspace) == answer)
    }

    @Test func `numbers and copies are the same from a server, a named one, and without`() async throws {
        let (workspace, server, _) = try await serving()
        let picture = workspace.images.appendingPathComponent("0/picture-1.jpg")
        try FileManager.default.copyItem(at: picture, to: workspace.images.appendingPathComponent("copy.jpg"))
        let index = try await RunningProgram(["index"], in: workspace)
        #expect(try await index.exitCode() == 0, "\(index.standardError)")
        let port = try await server.port()
        let client = Client(port: port)
        func told(_ arguments: [String]) async throws -> String {
            let program = try await RunningProgram(arguments, in: workspace)
            #expect(try await program.exitCode() == 0, "\(program.standardError)")
            return program.standardOutput
        }
        let named = ["--server", "http://127.0.0.1:\(port)"]
        let groups = try await told(["duplicates", "--json", "--no-server"])
        #expect(groups.hasPrefix("[[{"))
        for options in [[], named] { #expect(try await told(["duplicates", "--json"] + options) == groups) }
        let answer = try await client.get("/duplicates?level=content").text
        #expect(answer.contains(#""groups":\#(groups.trimmingCharacters(in: .newlines)),"#))
        for options in [["--ndjson"], ["--paths0"], []] {
            #expect(try await told(["duplicates"] + options) == told(["duplicates", "--no-server"] + options))
        }
        let numbers = try await told(["stats", "--no-server"])
        for options in [[], named] { #expect(try await told(["stats"] + options) == numbers) }
        func members(_ json: String) throws -> [String: Any] {
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
            return try #require(object as? [String: Any])
        }
        let route = try await members(client.get("/stats").text)
        let (asked, own) = try await (
            members(told(["stats", "--json"])), members(told(["stats", "--json", "--no-server"]))
        )
        #expect(asked.keys.sorted() == route.keys.sorted() && own.keys.sorted() == route.keys.sorted())
        #expect(asked["model"] is [String: Any] && own["model"] is NSNull)
        for name in route.keys where !["model", "uptime_s"].contains(name) {
            #expect(asked[name] as? NSObject == route[name] as? NSObject, "\(name)")
            #expect(own[name] as? NSObject == route[name] as? NSObject, "\(name)")
        }
        for path in ["duplicates", "stats"] {
            #expect(server.standardError.contains("path=/\(path) "), "the server was asked")
        }
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
    }

    @Test func `a file that others may write, or that is not this server's, is not gone by`() async throws {
        let (workspace, server, file) = try await serving()
        let manager = FileManager.default
        let answer = try await search(in: workspace, "--no-server")
        try manager.setAttributes([.posixPermissions: 0o622], ofItemAtPath: file)
        #expect(try await search(in: workspace) == answer)
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        // The server does not know this secret: another one may have got the port of one that crashed.
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let secret = try #require(text.firstMatch(of: /"secret":"([^"]+)"/)?.output.1)
        try text.replacingOccurrences(of: secret, with: "0-0").write(toFile: file, atomically: false, encoding: .utf8)
        #expect(try await search(in: workspace) == answer)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        // Other settings mean another library.
        #expect(try await search(in: workspace, settings: ["MODEL_PRECISION": "f32"]).split(separator: "\n").count == 3)
        #expect(searches(server) == 0)
        try manager.removeItem(atPath: file)
        try manager.createSymbolicLink(atPath: file, withDestinationPath: workspace.folder.path + "/elsewhere")
        try text.write(toFile: workspace.folder.path + "/elsewhere", atomically: false, encoding: .utf8)
        #expect(try await search(in: workspace) == answer)
        #expect(searches(server) == 0)
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
    }

    @Test func `after a crash, and with nonsense in the file, the library is opened here`() async throws {
        let (workspace, server, file) = try await serving()
        server.signal(SIGKILL)
        _ = try await server.exitCode()
        #expect(FileManager.default.fileExists(atPath: file))
        #expect(try await search(in: workspace).split(separator: "\n").count == 3)
        try "{}".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await search(in: workspace).split(separator: "\n").count == 3)
    }
}
