import Foundation
import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresStore
import PostgresTesting
import Subprocess
import Testing

@testable import EmbeddedPostgres

/// What power cuts and killed programs leave in the embedded server's folder.
@Suite(.ends(within: .seconds(180))) struct LeftoverTests {
    @Test func `notes that a power cut spoiled are cleared away`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) {
                try await EmbeddedServers.store($0).save([EmbeddedServers.picture])
            }
            let data = folder + "/postgres"
            let stranger = getppid()  // a living process that has nothing to do with it
            for note in [
                "", "\n", "\0\0\0\0", "garbage\n", "0\n", "1\n", "-1\n", "-\(stranger)\n", "\(stranger)\n",
                "99999999999999999999\n",
            ] {
                for name in ["cluster/postmaster.pid", "cluster/.s.PGSQL.5432.lock", "cluster/postmaster.opts", "lock"]
                {
                    _ = FileManager.default.createFile(atPath: "\(data)/\(name)", contents: Data(note.utf8))
                    if let owner = DataFolder.owner(of: data + "/cluster"), geteuid() == 0, name != "lock" {
                        chown("\(data)/\(name)", owner.user, owner.group)
                    }
                }
                #expect(try await EmbeddedServers.count(folder) == 1, "after a note '\(note)'")
            }
        }
    }

    @Test func `a server that is not this program's is neither stopped nor joined by a second one`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { _ in }
            let data = try DataFolder(folder + "/postgres")
            let binaries = try Binaries(TestServer.binaries)
            let user = try await ServerUser.choose(program: binaries.server, data: data.cluster, in: data)
            let manual = user.command([
                binaries.server, "-D", data.cluster, "-c", "listen_addresses=", "-c", "unix_socket_directories=.",
            ])
            try await EmbeddedServers.beside(manual, in: folder + "/beside", endingBy: SIGINT) { stranger in
                while PostmasterFile(data)?.isReady != true { try await Task.sleep(for: .milliseconds(5)) }
                // Garbled or not, its note is not what tells that it lives.
                for note in [nil, ""] {
                    if let note { try Data(note.utf8).write(to: URL(filePath: data.cluster + "/postmaster.pid")) }
                    let error = await #expect(throws: StoreError.self) {
                        try await EmbeddedServers.server(folder).run(.own) { _ in }
                    }
                    #expect(error?.code == .alreadyInUse)
                    #expect(error?.description.contains("process \(stranger)") == true)
                }
                #expect(!Command.hasEnded(stranger))
            }
        }
    }

    @Test func `a server that has ended is none, though nobody has waited for it`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { _ in }
            let data = try DataFolder(folder + "/postgres")
            let server = try Binaries(TestServer.binaries).server
            // Its parent has become a program that waits for nobody; a shell that still is one does wait for what ends early.
            let script = """
                (until [ "$(cat /proc/$$/comm)" = sleep ]; do :; done; exec "$0" --version) & echo $! > "$1"; exec sleep 600
                """
            let note = folder + "/ended"
            try await EmbeddedServers.beside(["/bin/sh", "-c", script, server, note], in: folder + "/beside") { _ in
                var ended: pid_t?
                while ended == nil || !Self.isWithoutMemory(ended) {
                    ended = (try? String(contentsOfFile: note, encoding: .utf8)).flatMap { pid_t($0.dropLast()) }
                    try await Task.sleep(for: .milliseconds(1))
                }
                try Data("\(ended ?? 0)\n".utf8).write(to: URL(filePath: data.cluster + "/postmaster.pid"))
                #expect(try await EmbeddedServers.count(folder) == 0)
            }
        }
    }

    private static func isWithoutMemory(_ process: pid_t?) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process ?? 0)/cmdline", encoding: .utf8)) == ""
    }

    @Test func `a set-up that goes on without its program is ended first`() async throws {
        try await TestServer.withFolder { folder in
            let data = try DataFolder(folder + "/postgres")
            let maker = try ServerOwner.ofNewCluster(in: data).maker(in: data)
            for (path, mode) in [(data.newCluster, 0o711), (data.newData, 0o700)] {
                mkdir(path, mode_t(mode))
                if geteuid() == 0 { chown(path, maker.user, maker.group) }
            }
            let binaries = try Binaries(TestServer.binaries)
            let user = try await ServerUser.choose(program: binaries.server, data: data.newData, in: data)
            let initdb = user.command([binaries.initdb, "-D", data.newData, "-U", "postgres", "--auth=trust"])
            let (started, announcement) = AsyncStream.makeStream(of: pid_t.self)
            let killed = Task {
                try await Command.run(initdb, log: ServerLog(folder: data)) { announcement.yield($0) }.status
            }
            let process = try #require(await started.first { _ in true })
            // It has begun, and one of its own children is at work.
            while !FileManager.default.fileExists(atPath: data.newData + "/global/pg_control") {
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(try await EmbeddedServers.count(folder) == 0)
            #expect(Command.hasEnded(process), "the set-up was still at work when the next one began")
            #expect(try await killed.value == .signaled(SIGKILL))
            #expect(!FileManager.default.fileExists(atPath: data.newCluster))
        }
    }

    @Test func `the servers of other folders are nobody's leftovers`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder + "/one").run(.own) { settings in
                let pool = ConnectionPool(settings, size: 1)
                let connected = try await pool.perform { $0.serverProcess }
                let server = try #require(PostmasterFile(DataFolder(folder + "/one/postgres"))).process
                #expect(Set(EmbeddedServers.processes(folder + "/one")).isSuperset(of: [server, pid_t(connected)]))
                // A folder without a cluster, and one with.
                for name in ["/two", "/two/postgres"] {
                    #expect(EmbeddedServers.processes(folder + name).isEmpty)
                    try await Leftovers(folder: DataFolder(folder + name)).clear()
                }
                // Others of its processes come and go.
                #expect(kill(server, 0) == 0)
                #expect(try await pool.perform { $0.serverProcess } == connected, "its connection was ended")
            }
        }
    }

    @Test func `whoever writes to the server's log is known to live, with its children`() async throws {
        try await TestServer.withFolder { folder in
            let log = ServerLog(folder: try DataFolder(folder))
            #expect(!log.isHeld)
            // The shell ends and leaves a child that ends with its input, a pipe of this test's.
            let fifo = folder + "/fifo"
            mkfifo(fifo, 0o600)
            #expect(try await Command.succeeds(["/bin/sh", "-c", "cat '\(fifo)' & exit 0"], log: log))
            #expect(log.isHeld)
            let writer = open(fifo, O_WRONLY | O_CLOEXEC)
            #expect(log.isHeld)
            close(writer)
            while log.isHeld { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test func `a cancelled set-up leaves neither processes nor half a folder`() async throws {
        try await TestServer.withFolder { folder in
            let task = Task { try await EmbeddedServers.server(folder).run(.own) { _ in } }
            while !FileManager.default.fileExists(atPath: folder + "/postgres/cluster.new/data/global") {
                try await Task.sleep(for: .milliseconds(1))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/postgres")
            #expect(Set(left).isSubset(of: ["lock", "server.log"]), "\(left)")
            #expect(EmbeddedServers.processes(folder).isEmpty)
            #expect(try !ServerLog(folder: DataFolder(folder + "/postgres")).isHeld)
        }
    }

    // MARK: Two programs

    @Test func `an owner waits for one that shares, and says so`() async throws {
        try await TestServer.withFolder { folder in
            let (waiting, announcement) = AsyncStream.makeStream(of: Void.self)
            let (sharing, start) = AsyncStream.makeStream(of: Void.self)
            let sharer = Task {
                try await EmbeddedServers.server(folder).run(.share) { _ in
                    start.yield()
                    for await _ in waiting { break }
                }
            }
            for await _ in sharing { break }
            let listener = Listener { if $0.contains("waiting up to") { announcement.yield() } }
            var owner = EmbeddedServers.server(folder, log: listener.logger)
            owner.takeoverTimeout = .seconds(1800)
            try await owner.run(.own) { _ in }
            try await sharer.value
            #expect(listener.all.contains { $0.contains("process \(getpid())") })
        }
    }
}
