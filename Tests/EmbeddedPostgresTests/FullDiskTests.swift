import Foundation
import ImageSearch
import ImageSearchTesting
import Platform
import PostgresClient
import PostgresStore
import PostgresTesting
import Testing

@testable import EmbeddedPostgres

#if os(Linux)
    /// A disk without room, wherever the database meets it: it is told as that, and nothing is lost.
    @Suite(.enabled(if: SmallDisk.canBeMade, "only root may mount a small disk"), .ends(within: .seconds(180)))
    struct FullDiskTests {
        @Test func `a set-up without room says so and leaves nothing`() async throws {
            try await SmallDisk.with(megabytes: 20) { folder in
                #expect(await code(of: { try await EmbeddedServers.server(folder).run(.own) { _ in } }) == .full)
                let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/postgres")
                #expect(!left.contains("cluster") && !left.contains("cluster.new"), "\(left)")
            }
        }

        @Test func `a folder that cannot be made for want of room says so`() async throws {
            try await SmallDisk.with(megabytes: 1, files: 1) { folder in
                #expect(await code(of: { try await EmbeddedServers.server(folder).run(.own) { _ in } }) == .full)
            }
        }

        @Test func `a start without room says so, and the next one with room finds everything`() async throws {
            try await SmallDisk.with(megabytes: 200) { folder in
                try await EmbeddedServers.server(folder).run(.own) {
                    try await EmbeddedServers.store($0).save([EmbeddedServers.picture])
                }
                let filler = try SmallDisk.fill(folder)
                #expect(await code(of: { try await EmbeddedServers.server(folder).run(.own) { _ in } }) == .full)
                unlink(filler)
                #expect(try await EmbeddedServers.count(folder) == 1)
            }
        }

        @Test func `a server that panics for want of room is told as that, and comes back with room`() async throws {
            try await SmallDisk.with(megabytes: 200) { folder in
                try await EmbeddedServers.server(folder).run(.own) { settings in
                    try await EmbeddedServers.store(settings).save([EmbeddedServers.picture])
                    let store = try await EmbeddedServers.untilAvailable {
                        try await EmbeddedServers.store(settings, timeout: .milliseconds(500))
                    }
                    let filler = try SmallDisk.fill(folder)
                    // The journal needs new files until there is no room for one.
                    let superuser = ConnectionPool(settings.user(ServerRole.superuser), size: 1, timeout: .zero)
                    let sql = "SELECT pg_logical_emit_message(true, 'test', 'full')::text, pg_switch_wal()::text"
                    while (try? await superuser.attempt({ try $0.run(.plain(sql)).count })) != nil {}
                    let pictures = Clusters(dimensions: 4).pictures(1000)
                    #expect(await code(of: { while true { try await store.save(pictures) } }) == .full)
                    unlink(filler)
                    let patient = ConnectionPool(settings, size: 1, timeout: .seconds(600))
                    let left = try await patient.perform { session in
                        try session.run(.plain("SELECT count(*) FROM images")).int64(0, 0)
                    }
                    #expect(left >= 1)
                }
            }
        }

        private func code(of work: () async throws -> Void) async -> StoreError.Code? {
            let error = await #expect(throws: StoreError.self) { try await work() }
            return error?.code
        }
    }

    /// A file system of a few megabytes.
    private enum SmallDisk {
        static let canBeMade: Bool = {
            let folder = FileManager.default.temporaryDirectory.appending(path: "imagesearch-mount-\(UUID())").path
            mkdir(folder, 0o755)
            defer { rmdir(folder) }
            guard mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0 else { return false }
            umount2(folder, Int32(MNT_DETACH))
            return true
        }()

        static func with(megabytes: Int, files: Int = 0, _ body: (String) async throws -> Void) async throws {
            try await TestServer.withFolder { folder in
                let options = "size=\(megabytes)m,mode=755" + (files > 0 ? ",nr_inodes=\(files)" : "")
                try #require(mount("tmpfs", folder, "tmpfs", 0, options) == 0)
                defer { umount2(folder, Int32(MNT_DETACH)) }
                try await body(folder)
            }
        }

        /// Takes all the room that is left, and returns the file that has it.
        static func fill(_ folder: String) throws -> String {
            let path = folder + "/filler"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            let block = [UInt8](repeating: 1, count: 4096)
            while write(descriptor, block, block.count) > 0 {}
            return path
        }
    }
#endif
