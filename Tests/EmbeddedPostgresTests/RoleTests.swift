import Foundation
import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresStore
import PostgresTesting
import Testing

@testable import EmbeddedPostgres

/// Who may do what on the embedded server.
@Suite(.ends(within: .seconds(180))) struct RoleTests {
    @Test func `the program's role owns its database and is no superuser`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { settings in
                try await EmbeddedServers.store(settings).save([EmbeddedServers.picture])
                let role = "SELECT current_user || ' ' || current_setting('is_superuser')"
                #expect(try await EmbeddedServers.text(settings, role) == "imagesearch off")
                for sql in [
                    "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_read_file('PG_VERSION')",
                    "ALTER ROLE imagesearch SUPERUSER", "SET ROLE postgres",
                ] {
                    let error = await #expect(throws: DatabaseError.self) {
                        try await ConnectionPool(settings, size: 1).attempt { _ = try $0.run(.plain(sql)) }
                    }
                    #expect(error?.state == "42501", "\(sql)")
                }
            }
        }
    }

    @Test func `a database of an earlier version is handed over with all that is in it`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { settings in
                let old = settings.database("old").user(ServerRole.superuser)
                try await EmbeddedServers.store(old).save([EmbeddedServers.picture])
                try await ConnectionPool(old, size: 1).perform { session in
                    try session.run(
                        script:
                            "CREATE SCHEMA mine; CREATE TABLE mine.\"Of mine\" (n serial); CREATE VIEW v AS SELECT 1")
                }
            }
            let cluster = folder + "/postgres/cluster"
            if geteuid() == 0 {
                // Earlier versions ran as nobody, and let in whoever reached the socket.
                let log = ServerLog(folder: try DataFolder(folder + "/postgres"))
                #expect(try await Command.succeeds(["chown", "-R", "nobody", cluster], log: log))
                try FileManager.default.createSymbolicLink(
                    atPath: cluster + "/link", withDestinationPath: "/etc/passwd")
                _ = FileManager.default.createFile(atPath: cluster + "/root's", contents: Data())
            }
            for _ in 0..<2 {
                try await EmbeddedServers.server(folder, database: "old").run(.own) { settings in
                    let store = try await EmbeddedServers.store(settings)
                    #expect(try await store.count() == 1)
                    try await store.save([EmbeddedServers.picture])
                    let foreign = """
                        SELECT count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE nspname IN ('public', 'mine') AND pg_get_userbyid(relowner) <> 'imagesearch'
                        """
                    #expect(try await EmbeddedServers.text(settings, foreign) == "0")
                }
            }
            guard geteuid() == 0, let nobody = getpwnam("nobody")?.pointee.pw_uid else { return }
            #expect(DataFolder.owner(of: cluster)?.user != nobody)
            #expect(DataFolder.owner(of: cluster + "/base")?.user == DataFolder.owner(of: cluster)?.user)
            #expect(DataFolder.owner(of: cluster + "/root's")?.user == 0, "what was not nobody's was given away")
            #expect(DataFolder.owner(of: "/etc/passwd")?.user == 0)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root runs the server as another user"))
    func `root's server has a user of its own, and obeys root alone`() async throws {
        try await TestServer.withFolder { folder in
            chmod(folder, 0o755)
            try await EmbeddedServers.server(folder).run(.own) { settings in
                let data = try DataFolder(folder + "/postgres")
                let owner = try #require(DataFolder.owner(of: data.cluster))
                let nobody = try #require(getpwnam("nobody"))
                #expect(owner.user != 0 && owner.user != nobody.pointee.pw_uid)
                let psql = [TestServer.binaries + "/psql", "-X", "-c", "SELECT 1", settings.shellArgument]
                for (user, group, isLetIn) in [
                    (0, 0, true), (nobody.pointee.pw_uid, nobody.pointee.pw_gid, false),
                    (nobody.pointee.pw_uid, owner.group, false), (owner.user, owner.group, false),
                ] {
                    let other = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"] + psql
                    let isIn = try await Command.succeeds(other, log: ServerLog(folder: data))
                    #expect(isIn == isLetIn, "user \(user), group \(group)")
                }
                for process in ServerProcesses(data).servers {
                    if let user = DataFolder.owner(of: "/proc/\(process)")?.user { #expect(user == owner.user) }
                }
            }
        }
    }
}
