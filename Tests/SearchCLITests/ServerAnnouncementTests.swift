import Foundation
import ImageSearchTesting
import Platform
import Testing

@testable import SearchCLI

/// The file by which the command line finds a server.
@Suite struct ServerAnnouncementTests {
    private func settings(_ folder: URL, _ others: [String: String] = [:]) throws -> Settings {
        try Settings(["DATA_DIR": folder.path, "MODEL_NAME": "demo"].merging(others) { $1 })
    }

    @Test func `what one server wrote is found by programs with its settings, and taken away by it alone`() async throws
    {
        try await withTemporaryFolder { folder in
            let settings = try settings(folder)
            let first = ServerAnnouncement(settings)
            try await first.write(port: 8123)
            let found = try #require(await ServerAnnouncement.find(settings))
            #expect(found.url == "http://127.0.0.1:8123")
            #expect(found.proof(of: "x") == first.proof(of: "x") && found.proof(of: "x") != first.proof(of: "y"))
            #expect(try await ServerAnnouncement.find(self.settings(folder, ["MODEL_NAME": "other"])) == nil)
            #expect(try await ServerAnnouncement.find(self.settings(folder, ["DB_HOST": "db"])) == nil)
            let second = ServerAnnouncement(settings)
            try await second.write(port: 8124)
            first.remove()
            #expect(await ServerAnnouncement.find(settings)?.url == "http://127.0.0.1:8124")
            second.remove()
            #expect(await ServerAnnouncement.find(settings) == nil)
        }
    }

    @Test func `who names no model and no database means the server of the data folder`() async throws {
        try await withTemporaryFolder { folder in
            let server = try settings(folder, ["DB_NAME": "other"])
            try await ServerAnnouncement(server).write(port: 8123)
            let nameless = try Settings(["DATA_DIR": folder.path])
            let found = try #require(await ServerAnnouncement.find(nameless))
            #expect(found.isLibrary(of: server) && !found.isLibrary(of: nameless))
            for variable in ["MODEL_NAME": "demo", "DB_NAME": "third", "MODEL_PRECISION": "int8"] {
                let named = try Settings(["DATA_DIR": folder.path, variable.key: variable.value])
                #expect(await ServerAnnouncement.find(named) == nil, "\(variable)")
            }
        }
    }

    @Test(arguments: [0o622, 0o602, 0o620]) func `a file that others may write is not read`(mode: Int) async throws {
        try await withTemporaryFolder { folder in
            let settings = try settings(folder)
            try await ServerAnnouncement(settings).write(port: 1)
            chmod(folder.path + "/server.json", mode_t(mode))
            #expect(await ServerAnnouncement.find(settings) == nil)
        }
    }

    @Test(arguments: [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("192.168.1.2", "192.168.1.2")])
    func `the address is one that this machine can ask`(host: String, shown: String) async throws {
        try await withTemporaryFolder { folder in
            let settings = try settings(folder, ["HOST": host])
            try await ServerAnnouncement(settings).write(port: 8000)
            #expect(await ServerAnnouncement.find(settings)?.url == "http://\(shown):8000")
        }
    }

    @Test(arguments: ["ftp://x", "localhost:8000", "http://", "http://u:p@x", "http://x?y", "nonsense"])
    func `a server that is no URL is told`(url: String) { #expect(throws: UsageError.self) { try ServerAddress(url) } }

    @Test func `a slash at the end counts for nothing`() throws {
        #expect(try ServerAddress("http://x:1/base//").url == "http://x:1/base")
    }
}
