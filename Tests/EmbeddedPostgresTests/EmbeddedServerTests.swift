import Foundation
import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresStore
import PostgresTesting
import Testing

@testable import EmbeddedPostgres

/// The embedded server's life: starts, ends, and what happens when they are not the planned ones.
@Suite(.ends(within: .seconds(180))) struct EmbeddedServerTests {
    private let picture = Clusters(dimensions: 4).picture(1)

    // MARK: Planned ends

    @Test func `a server runs as long as the closure, and its data stay`() async throws {
        try await TestServer.withFolder { folder in
            for expected in [0, 1] {
                let running = try await server(folder).run(.own) { settings in
                    let store = try await store(settings)
                    #expect(try await store.count() == expected)
                    try await store.save([picture])
                    return processes(folder)
                }
                #expect(!running.isEmpty)
                #expect(processes(folder).isEmpty)
            }
        }
    }

    @Test func `an error and a cancellation stop the server too`() async throws {
        try await TestServer.withFolder { folder in
            await #expect(throws: PictureError.self) {
                try await server(folder).run(.own) { _ in throw PictureError(.damaged, "on purpose") }
            }
            #expect(processes(folder).isEmpty)
            let (running, announcement) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await server(folder).run(.own) { _ in
                    announcement.yield()
                    try await Task.sleep(for: .seconds(600))
                }
            }
            for await _ in running { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(processes(folder).isEmpty)
        }
    }

    @Test func `a server waits for what a closure that was cancelled still writes`() async throws {
        try await TestServer.withFolder { folder in
            let (running, announcement) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await server(folder).run(.own) { settings in
                    let store = try await store(settings)
                    announcement.yield()
                    try? await Task.sleep(for: .seconds(600))
                    // In a task that is not cancelled, as all such work.
                    return try await Task {
                        try await store.save([picture])
                        return try await store.count()
                    }.value
                }
            }
            for await _ in running { break }
            task.cancel()
            let count = try await task.value
            #expect(count == 1 && processes(folder).isEmpty)
        }
    }

    @Test func `a start that is cancelled leaves nothing running`() async throws {
        try await TestServer.withFolder { folder in
            let task = Task { try await server(folder).run(.own) { _ in try await Task.sleep(for: .seconds(600)) } }
            while !FileManager.default.fileExists(atPath: folder + "/postgres/cluster/postmaster.pid") {
                try await Task.sleep(for: .milliseconds(1))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(processes(folder).isEmpty)
        }
    }

    @Test func `the terminal's Ctrl-C does not reach the server`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { _ in
                let file = try #require(PostmasterFile(DataFolder(folder + "/postgres")))
                #expect(getsid(file.process) == file.process)
                #expect(getsid(file.process) != getsid(0))
            }
        }
    }

    // MARK: Two programs

    @Test func `a second owner is refused with the process of the first`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { settings in
                let error = await #expect(throws: StoreError.self) { try await server(folder).run(.own) { _ in } }
                #expect(error?.code == .alreadyInUse)
                #expect(error?.description.contains("process \(getpid())") == true)
                _ = try await store(settings)
            }
        }
    }

    @Test func `one that shares uses the owner's server, and runs it on when the owner ends`() async throws {
        try await TestServer.withFolder { folder in
            let (ownerRuns, beginning) = AsyncStream.makeStream(of: Void.self)
            let (sharing, announcement) = AsyncStream.makeStream(of: Void.self)
            let (ownerEnded, ending) = AsyncStream.makeStream(of: Void.self)
            let sharer = Task {
                // Else it might be there first, and run the server itself.
                for await _ in ownerRuns { break }
                try await server(folder).run(.share) { settings in
                    let store = try await store(settings)
                    let first = PostmasterFile(try DataFolder(folder + "/postgres"))?.process
                    announcement.yield()
                    for await _ in ownerEnded { break }
                    #expect(try await store.count() == 1)
                    let second = PostmasterFile(try DataFolder(folder + "/postgres"))?.process
                    #expect(first != nil && second != nil && first != second)
                }
            }
            try await server(folder).run(.own) { settings in
                try await store(settings).save([picture])
                beginning.yield()
                for await _ in sharing { break }
            }
            ending.yield()
            try await sharer.value
            #expect(processes(folder).isEmpty)
        }
    }

    @Test func `one that shares with nobody runs the server itself`() async throws {
        try await TestServer.withFolder { folder in
            let found = try await count(folder, .share)
            #expect(found == 0)
            #expect(processes(folder).isEmpty)
        }
    }

    // MARK: Crashes

    @Test func `the server of a program that was killed is stopped and followed by a new one`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { try await store($0).save([picture]) }
            // What a killed program leaves: a running server, and a lock that nobody holds.
            let data = try DataFolder(folder + "/postgres")
            let forsaken = try await EmbeddedServers.forsaken(data)
            let first = PostmasterFile(data)?.process
            try await server(folder).run(.own) { settings in
                let found = try await store(settings).count()
                #expect(found == 1)
                #expect(PostmasterFile(data)?.process != first)
            }
            try await forsaken.value
        }
    }

    @Test func `a server that is killed comes back while the program works on`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { settings in
                let store = try await store(settings)
                for round in 1...2 {
                    try await store.save([Clusters(dimensions: 4).picture(round)])
                    let file = try #require(PostmasterFile(DataFolder(folder + "/postgres")))
                    kill(file.process, SIGKILL)
                    while PostmasterFile(try DataFolder(folder + "/postgres"))?.process == file.process {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    #expect(try await store.count() == round)
                }
            }
            #expect(processes(folder).isEmpty)
        }
    }

    @Test func `children that outlive a killed server are swept away`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { try await store($0).save([picture]) }
            let data = try DataFolder(folder + "/postgres")
            let killed = try await EmbeddedServers.forsaken(data)
            let children = processes(folder).filter { $0 != PostmasterFile(data)?.process }
            #expect(!children.isEmpty)
            for child in children { kill(child, SIGSTOP) }  // they cannot notice their parent's end
            kill(try #require(PostmasterFile(data)).process, SIGKILL)
            try await killed.value
            #expect(try await count(folder) == 1)
            #expect(processes(folder).isEmpty)
        }
    }

    @Test func `a note with the number of another program's process is not believed`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { try await store($0).save([picture]) }
            let data = try DataFolder(folder + "/postgres")
            // Of the same user as the server, which is what PostgreSQL itself cannot tell from a server.
            let user = try await ServerUser.choose(
                program: Binaries(TestServer.binaries).server, data: data.cluster, in: data)
            try await EmbeddedServers.beside(user.command(["sleep", "600"]), in: folder + "/beside") { stranger in
                let lines = ["\(stranger)", data.cluster, "1700000000", "5432", ".", "", "  1 1", "ready   "]
                for name in ["postmaster.pid", ".s.PGSQL.5432.lock"] {
                    let path = "\(data.cluster)/\(name)"
                    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
                    chown(path, user.user, user.group)
                }
                #expect(try await count(folder) == 1)
                #expect(!Command.hasEnded(stranger), "a process that is not the server's was ended")
            }
        }
    }

    @Test func `a set-up that was interrupted is done again`() async throws {
        try await TestServer.withFolder { folder in
            let half = folder + "/postgres/cluster.new"
            try FileManager.default.createDirectory(atPath: half + "/base", withIntermediateDirectories: true)
            try Data("18\n".utf8).write(to: URL(filePath: half + "/PG_VERSION"))
            #expect(try await count(folder) == 0)
            #expect(!FileManager.default.fileExists(atPath: half))
        }
    }

    // MARK: Places

    @Test func `a folder that only its user can enter serves as any other`() async throws {
        try await TestServer.withFolder { folder in
            let home = folder + "/home"
            let project = home + "/project"
            try FileManager.default.createDirectory(
                atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let bin = URL(filePath: TestServer.binaries).resolvingSymlinksInPath()
            let install = bin.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            // Copied by a program of its own: a child that is started while this process writes a program keeps it busy.
            let copy = ["cp", "-R", install.path, project]
            #expect(try await Command.succeeds(copy, log: ServerLog(folder: DataFolder(folder))))
            let binaries = project + bin.path.dropFirst(install.path.count)
            let server = EmbeddedServer(folder: project + "/postgres", binaries: binaries, log: silent)
            try await server.run(.own) { settings in
                let store = try await store(settings)
                try await store.save([picture])
                #expect(try await store.nearest(to: picture.embedding, limit: 1).count == 1)
            }
            #expect(processes(project).isEmpty)
            let permissions = try FileManager.default.attributesOfItem(atPath: home)[.posixPermissions] as? Int
            #expect(permissions == 0o700, "the user's folder is as it was")
        }
    }

    @Test func `a path too long for a socket is none too long for a database`() async throws {
        try await TestServer.withFolder { folder in
            let long = folder + "/" + (0..<6).map { _ in String(repeating: "long", count: 12) }.joined(separator: "/")
            for _ in 0..<2 {
                try await server(long).run(.own) { settings in
                    _ = try await store(settings).count()
                    try await server(long).run(.share) { _ = try await store($0).count() }
                }
            }
        }
    }

    @Test func `only the server's user and root can reach the data and the socket`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { _ in
                let cluster = folder + "/postgres/cluster"
                let permissions = try FileManager.default.attributesOfItem(atPath: cluster)[.posixPermissions] as? Int
                #expect(permissions == 0o700)
                let socket = try FileManager.default.attributesOfItem(atPath: cluster + "/.s.PGSQL.5432")
                #expect(socket[.posixPermissions] as? Int == 0o700)
            }
        }
    }

    // MARK: Starts that cannot be

    @Test func `missing programs are named with what to do`() async throws {
        try await TestServer.withFolder { folder in
            let server = EmbeddedServer(folder: folder, binaries: folder + "/none", log: silent)
            let error = await #expect(throws: StoreError.self) { try await server.run(.own) { _ in } }
            #expect(error?.hint == .install)
        }
    }

    @Test func `data of another PostgreSQL are left alone`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { _ in }
            let version = folder + "/postgres/cluster/PG_VERSION"
            try Data("13\n".utf8).write(to: URL(filePath: version), options: [])
            let error = await #expect(throws: StoreError.self) { try await server(folder).run(.own) { _ in } }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("PostgreSQL 13") == true)
        }
    }

    @Test func `a start that fails is told in one line, without a path`() async throws {
        try await TestServer.withFolder { folder in
            try await server(folder).run(.own) { _ in }
            try FileManager.default.removeItem(atPath: folder + "/postgres/cluster/global/pg_control")
            let error = await #expect(throws: StoreError.self) { try await server(folder).run(.own) { _ in } }
            #expect(error?.code == .failed)
            #expect(error?.description.contains(folder) == false)
            #expect(error?.description.contains("\n") == false)
            #expect(error?.cause.contains("server.log") == true)
        }
    }

    @Test func `the log keeps its end when it grows too long`() async throws {
        try await TestServer.withFolder { folder in
            let log = ServerLog(folder: try DataFolder(folder))
            try Data(repeating: 65, count: 5 << 20).write(to: URL(filePath: log.path))
            try log.withDescriptor { _ = write($0, "last", 4) }
            try log.trim()
            #expect(try log.length() <= 1 << 20)
            #expect(try log.text(from: 0).hasSuffix("last"))
        }
    }

    // MARK: -

    private func server(_ folder: String) -> EmbeddedServer {
        EmbeddedServer(folder: folder + "/postgres", binaries: TestServer.binaries, log: silent)
    }

    private func store(_ settings: ConnectionSettings) async throws -> PictureDatabase {
        let store = try await PictureDatabase(settings, timeout: .seconds(120), log: silent)
        try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
        return store
    }

    /// How many pictures a server finds that is run for the question.
    private func count(_ folder: String, _ use: EmbeddedServer.Use = .own) async throws -> Int {
        try await server(folder).run(use) { try await store($0).count() }
    }

    private func processes(_ folder: String) -> [pid_t] {
        (try? DataFolder(folder + "/postgres")).map { ServerProcesses($0) }.map { $0.servers + $0.setUps } ?? []
    }
}
