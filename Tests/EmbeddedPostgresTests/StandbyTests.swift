import ImageSearch
import ImageSearchTesting
import Platform
import PostgresClient
import PostgresStore
import PostgresTesting
import Subprocess
import Testing

@testable import EmbeddedPostgres

/// A server that follows another one over the journal, which it is sent: searches are served there, changes are not.
@Suite(.ends(within: .seconds(180))) struct StandbyTests {
    @Test func `a standby finds what its primary stores, refuses changes, and serves on without it`() async throws {
        try await TestServer.withFolder { folder in
            let pictures = Clusters(dimensions: 4).pictures(60)
            try await EmbeddedServers.server(folder).run(.own) { settings in
                try await EmbeddedServers.store(settings).save(Array(pictures.prefix(20)))
            }
            let (primary, standby) = (
                try ReplicatingServer(folder + "/postgres"), try ReplicatingServer(folder + "/standby")
            )
            try await primary.run { settings, process in
                try await standby.copy(primary)
                let store = try await EmbeddedServers.store(settings)
                try await standby.run { settings, _ in
                    #expect(try await EmbeddedServers.text(settings, "SELECT pg_is_in_recovery()::text") == "true")
                    let reader = try await EmbeddedServers.store(settings)
                    #expect(try await reader.count() == 20)
                    try await store.save(pictures)
                    try await until { try await reader.count() == 60 }
                    try await check(reader, pictures)
                    kill(process, SIGINT)
                    try await until { Command.hasEnded(process) }
                    try await check(reader, pictures)
                    try await check(EmbeddedServers.store(settings), pictures)
                }
            }
        }
    }

    private func check(_ reader: PictureDatabase, _ pictures: [Picture]) async throws {
        let target = SearchTarget(pictures[43].embedding, of: .pictures)
        let nearest = try await reader.nearest(to: target, where: Filter(), count: 3, withEmbeddings: false)
        #expect(nearest.first?.picture.id == pictures[43].id)
        #expect(try await reader.estimatedCount() == 60)
        try await reader.checkReadiness()
        for change in [
            { try await reader.save([pictures[0]]) }, { _ = try await reader.begin("source", below: "") },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: StoreError.self) { try await change() }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("read-only") == true)
        }
    }
}

/// The embedded server's programs, run as somebody runs them who wants a standby: the embedded server itself lets none follow.
private struct ReplicatingServer {
    let folder: DataFolder
    private let binaries: Binaries
    private var log: ServerLog { ServerLog(folder: folder) }

    init(_ path: String) throws {
        folder = try DataFolder(path)
        binaries = try Binaries(TestServer.binaries)
        try folder.write("local all all trust\nlocal replication all trust\n", to: "replication.conf")
    }

    /// Runs it while something is done with its database, given its process too.
    func run(_ body: (ConnectionSettings, pid_t) async throws -> Void) async throws {
        let user = try await ServerUser.choose(program: binaries.server, data: folder.cluster, in: folder)
        let parameters = ["wal_level=replica", "max_wal_senders=4", "hba_file=\(folder.path)/replication.conf"]
        let command =
            [binaries.server, "-D", folder.cluster] + ServerParameters.arguments(folder)
            + parameters.flatMap { ["-c", $0] }
        _ = try await Command.run(
            user.command(command), log: log,
            endingBy: [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(15))]
        ) { process in
            try await until {
                if Command.hasEnded(process) { throw try DatabaseError(message: log.text(from: 0)) }
                return PostmasterFile(folder)?.isReady == true
            }
            try await ServerAccess(folder).withSettings(database: "imagesearch") { settings in
                try await body(settings.user(ServerRole.program), process)
            }
            kill(process, SIGINT)
        }
    }

    /// Becomes a standby of another one that is running.
    func copy(_ primary: ReplicatingServer) async throws {
        let owner = try #require(DataFolder.owner(of: primary.folder.cluster))
        #expect(mkdir(folder.cluster, 0o700) == 0 && chown(folder.cluster, owner.user, owner.group) == 0)
        let user = try await ServerUser.choose(program: binaries.server, data: folder.cluster, in: folder)
        let copy = [
            binaries.folder + "/pg_basebackup", "--host", primary.folder.cluster, "--username", ServerRole.superuser,
            "--pgdata", folder.cluster, "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
        ]
        let isCopied = try await Command.succeeds(user.command(copy), log: log)
        let messages = try log.text(from: 0)
        #expect(isCopied, "\(messages)")
        // The socket lies among the data: it is passed over, its lock is copied.
        unlink(folder.cluster + "/.s.PGSQL.5432.lock")
    }
}

/// Asks until it is so, or the test is out of time.
private func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
}
