import EmbeddedPostgres
import Foundation
import ImageSearchTesting
import PostgresTesting
import Synchronization
import Testing

@testable import PostgresClient

/// All that needs a server, but not one of its own.
@Suite(.sharedServer, .ends(within: .seconds(180))) struct ServerTests {}

extension ServerTests {
    /// What the pool hides, and what it reports.
    @Suite struct ConnectionTests {
        @Test func `connections that the server ended are replaced unseen`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase())
            for _ in 0..<3 {
                let answers = try await withThrowingTaskGroup(of: Int64.self) { group in
                    for _ in 0..<4 { group.addTask { try await answer(of: pool) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers == [7, 7, 7, 7])
                try await endConnections(to: pool)
            }
            #expect(try await answer(of: pool) == 7)
        }

        @Test func `a cancelled task stops its query on the server`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase())
            let (started, announcement) = AsyncStream.makeStream(of: Int.self)
            let query = Task {
                try await pool.perform { session in
                    announcement.yield(session.serverProcess)
                    _ = try session.run(.plain("SELECT pg_sleep(600)::text"), within: .seconds(600))
                }
            }
            for await process in started {
                query.cancel()
                await #expect(throws: CancellationError.self) { try await query.value }
                let isAsleep = try await pool.perform { session in
                    try session.run(
                        .plain(
                            "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state = 'active' "
                                + "AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
                            .int64(Int64(process)))
                    ).int64(0, 0) > 0
                }
                #expect(!isAsleep)
                break
            }
        }

        @Test func `a task that waits for a connection can be cancelled`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase(), size: 1)
            let holder = try await TestServer.hold(pool)
            let waiter = Task { try await pool.perform { _ in } }
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
            holder.cancel()
            await #expect(throws: CancellationError.self) { try await holder.value }
            try await pool.perform { session in _ = try session.run(.plain("SELECT 1")) }
        }

        @Test func `a frozen connection is given up for a new one`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase(), size: 1)
            let frozen = try await pool.perform { $0.serverProcess }
            kill(pid_t(frozen), SIGSTOP)
            defer { kill(pid_t(frozen), SIGCONT) }
            let other = try await pool.perform(answerWithin: .milliseconds(500)) { session in
                _ = try session.run(.prepared("SELECT 1"))
                return session.serverProcess
            }
            #expect(other != frozen)
        }

        @Test func `a server that is slow but alive gets the time that it needs`() async throws {
            let pool = try await TestServer.openPool(TestServer.newDatabase(), timeout: .zero)
            let tries = Mutex<[(process: Int, limit: Duration)]>([])
            try await pool.perform(answerWithin: .seconds(30)) { session in
                let number = tries.withLock { tries in
                    tries.append((session.serverProcess, session.answerLimit))
                    return tries.count
                }
                if number == 1 { try Self.takeTooLong(session) }
            }
            let (first, second) = tries.withLock { ($0.first, $0.last) }
            #expect(tries.withLock { $0.count } == 2)
            #expect(first?.limit == .seconds(30) && second?.limit == ConnectionPool.longestAnswer)
            #expect(first?.process == second?.process, "its connection is kept")
        }

        @Test func `a statement that takes too long is told as such`() async throws {
            let pool = try await TestServer.openPool(TestServer.newDatabase(), timeout: .zero)
            let error = await #expect(throws: DatabaseFailure.self) {
                try await pool.perform { try Self.takeTooLong($0) }
            }
            #expect(error?.code == .unavailable)
            #expect(error?.description.contains("took too long") == true)
            try await pool.perform { session in _ = try session.run(.plain("SELECT 1")) }
        }

        /// Lets the server stop a statement, as it does when it is asked to.
        private static func takeTooLong(_ session: Session) throws {
            _ = try session.run(
                [.plain("BEGIN"), .plain("SET LOCAL statement_timeout = 1"), .plain("SELECT pg_sleep(600)::text")])
        }

        @Test func `a statement whose time is up is stopped on the server`() async throws {
            let settings = try await TestServer.newDatabase()
            let pool = try await TestServer.openPool(settings, timeout: .zero)
            let other = ConnectionPool(settings, size: 1, timeout: .seconds(120))
            await #expect(throws: DatabaseFailure.self) {
                try await pool.perform { session in
                    _ = try session.run(.plain("SELECT pg_sleep(601)::text"), within: .milliseconds(500))
                }
            }
            // However long the server takes to be told: without being told it would sleep on.
            var isAsleep = true
            while isAsleep {
                isAsleep = try await other.perform { session in
                    try session.run(
                        .plain(
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                + "AND state = 'active' AND query LIKE '%pg_sleep(601)%' AND pid <> pg_backend_pid()")
                    ).int64(0, 0) > 0
                }
            }
        }

        @Test func `a server that takes connections and never answers is given up`() async throws {
            let server = try FakeServer()
            let settings = server.settings.withDefault("connect_timeout", "1")
            let pool = ConnectionPool(settings, size: 1, timeout: .milliseconds(1500))
            let error = await #expect(throws: DatabaseFailure.self) { try await pool.perform { _ in } }
            #expect(error?.code == .unavailable)
            #expect(error?.description.contains("does not answer") == true)
        }

        @Test func `a search is served after hundreds that were abandoned`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase(), size: 4, mostWaiting: 300)
            let abandoned = (0..<300).map { _ in
                Task {
                    try await pool.perform { session in
                        _ = try session.run(.plain("SELECT pg_sleep(600)::text"), within: .seconds(600))
                    }
                }
            }
            while pool.waiters < 296 { await Task.yield() }
            for task in abandoned { task.cancel() }
            #expect(try await answer(of: pool) == 7)
            for task in abandoned { await #expect(throws: CancellationError.self) { try await task.value } }
            #expect(pool.waiters == 0)
        }

        @Test func `too many waiting searches are refused at once, and one that waits too long later`() async throws {
            let settings = try await TestServer.newDatabase()
            let pool = ConnectionPool(settings, size: 1, mostWaiting: 1)
            let holder = try await TestServer.hold(pool)
            let waiter = Task { try await pool.perform { _ in } }
            while pool.waiters == 0 { await Task.yield() }
            let refused = await #expect(throws: DatabaseFailure.self) { try await pool.perform { _ in } }
            #expect(refused?.code == .overloaded)
            waiter.cancel()
            holder.cancel()
            _ = await (waiter.result, holder.result)

            let impatient = try await TestServer.openPool(settings, timeout: .milliseconds(10))
            let second = try await TestServer.hold(impatient)
            let late = await #expect(throws: DatabaseFailure.self) { try await impatient.perform { _ in } }
            #expect(late?.code == .overloaded)
            second.cancel()
            _ = await second.result
        }

        @Test func `background work leaves a connection for searches`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase(), size: 2)
            let holder = try await TestServer.hold(pool, .background)
            let waiter = Task { try await pool.perform(at: .background) { _ in } }
            while pool.waiters == 0 { await Task.yield() }
            try await pool.perform { session in _ = try session.run(.plain("SELECT 1")) }
            #expect(pool.waiters == 1, "the background work still waits")
            holder.cancel()
            try await waiter.value
            _ = await holder.result
        }

        @Test func `many tasks share few connections`() async throws {
            let pool = ConnectionPool(
                try await TestServer.newDatabase(), size: 3, mostWaiting: 200,
                timeout: .seconds(1800))
            let processes = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await pool.perform { session in
                            let rows = try session.run(.prepared("SELECT $1::int8 + 1", .int64(Int64(number))))
                            #expect(rows.int64(0, 0) == Int64(number) + 1)
                            return session.serverProcess
                        }
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(processes.count <= 3)
        }

        private func answer(of pool: ConnectionPool) async throws -> Int64 {
            try await pool.perform { try $0.run(.prepared("SELECT 7::int8")).int64(0, 0) }
        }

        private func endConnections(to pool: ConnectionPool) async throws {
            let name = try #require(pool.settings.value("dbname"))
            let ended = try await ConnectionPool(pool.settings.database("postgres"), size: 1).perform { session in
                try session.run(
                    .plain(
                        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1", .text(name))
                ).count
            }
            #expect(ended > 0)
        }
    }
}

/// What users read when there is no way in; a secret is never part of it.
@Suite struct RefusalTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        ConnectionSettings(host: "nowhere.invalid", database: "d", user: "u", password: secret),
        ConnectionSettings(host: "127.0.0.1", port: 1, database: "d", user: "u", password: secret),
        ConnectionSettings(host: "/nowhere", database: "d", user: "u", password: secret),
    ])
    func `a server that does not answer is named`(_ settings: ConnectionSettings) async {
        let error = await #expect(throws: DatabaseFailure.self) {
            try await ConnectionPool(settings, size: 1, timeout: .zero).createDatabaseIfMissing()
        }
        #expect(error?.code == .unavailable)
        #expect(error?.description.contains(settings.server) == true)
        #expect(error?.debugDescription.contains(Self.secret) == false)
    }

    /// An unquoted @ makes the end of the password the beginning of the host's name.
    @Test func `a mistyped URL does not give its password away`() async throws {
        let settings = try ConnectionSettings.url("postgres://u:first@\(Self.secret)@nowhere.invalid/d")
        let error = await #expect(throws: DatabaseFailure.self) {
            try await ConnectionPool(settings, size: 1, timeout: .zero).createDatabaseIfMissing()
        }
        for text in [error?.debugDescription, "\(settings)", String(reflecting: settings), error?.description] {
            #expect(text?.contains(Self.secret) == false)
            #expect(text?.contains("nowhere.invalid") == true)
        }
    }

    @Test(arguments: ["postgres://u:s3cr3t%zz@h/d", "mysql://u:s3cr3t@h/d", "s3cr3t", "postgres://u:s3cr3t@[h/d"])
    func `what is no URL is refused without being repeated`(url: String) {
        let error = #expect(throws: DatabaseFailure.self) { try ConnectionSettings.url(url) }
        #expect(error?.code == .unsuitableServer)
        #expect(error?.debugDescription.contains(Self.secret) == false)
    }

    @Test func `a password is in no description`() throws {
        let settings = try ConnectionSettings.url("postgres://u:\(Self.secret)@h:5433/d?sslmode=require")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped] { #expect(!text.contains(Self.secret)) }
        #expect("\(settings)" == "database d at h:5433")
    }

    @Test func `a wrong password is told apart from a server that is away`() async throws {
        try await TestServer.withFolder { folder in
            let data = folder + "/postgres"
            let server = EmbeddedServer(folder: data, binaries: TestServer.binaries, log: silent)
            try await server.run(.own) { settings in
                let superuser = settings.database("postgres").user("postgres")
                try await ConnectionPool(superuser, size: 1).perform { session in
                    _ = try session.run(.plain("CREATE ROLE guarded LOGIN PASSWORD 'right'"))
                    let rules = data + "/hba.conf"
                    let open = try String(contentsOfFile: rules, encoding: .utf8)
                    let file = try FileHandle(forWritingTo: URL(filePath: rules))
                    try file.write(contentsOf: Data(("local all guarded scram-sha-256\n" + open).utf8))
                    try file.close()
                    _ = try session.run(.plain("SELECT pg_reload_conf()"))
                }
                let host = try #require(settings.value("host"))
                for password in [Self.secret, nil] {
                    let guarded = ConnectionSettings(
                        host: host, database: "postgres", user: "guarded", password: password)
                    // Reloading takes the server a moment, in which it asks for no password.
                    let error = try await firstRefusal(of: guarded)
                    #expect(error.code == .unsuitableServer)
                    #expect(error.remedy == .user)
                    #expect(!error.debugDescription.contains(Self.secret))
                }
            }
        }
    }

    private func firstRefusal(of settings: ConnectionSettings) async throws -> DatabaseFailure {
        while true {
            do { try await ConnectionPool(settings, size: 1).perform { _ in } } catch let error as DatabaseFailure {
                return error
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
