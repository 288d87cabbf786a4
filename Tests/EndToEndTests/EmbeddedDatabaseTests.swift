import Foundation
import ImageSearchTesting
import Platform
import ProgramTesting
import Testing

/// The embedded database, as the user's shell, signals and crashes meet it.
@Suite(.ends(within: .seconds(180))) struct EmbeddedDatabaseTests {
    /// Every variable that libpq 18 and psql know, each with a value that breaks or redirects a connection.
    private static let variables = [
        "PGHOST": "nowhere.invalid", "PGHOSTADDR": "192.0.2.1", "PGPORT": "1", "PGDATABASE": "other", "PGUSER": "other",
        "PGPASSWORD": "wrong", "PGPASSFILE": "/nowhere", "PGREQUIREAUTH": "scram-sha-256",
        "PGCHANNELBINDING": "require",
        "PGSERVICE": "work", "PGSERVICEFILE": "/nowhere", "PGOPTIONS": "-c default_transaction_read_only=on",
        "PGAPPNAME": "other", "PGSSLMODE": "verify-full", "PGREQUIRESSL": "1", "PGSSLCOMPRESSION": "1",
        "PGSSLNEGOTIATION": "direct", "PGSSLCERT": "/nowhere", "PGSSLKEY": "/nowhere", "PGSSLCERTMODE": "require",
        "PGSSLROOTCERT": "/nowhere", "PGSSLCRL": "/nowhere", "PGSSLCRLDIR": "/nowhere", "PGSSLSNI": "0",
        "PGREQUIREPEER": "other", "PGSSLMINPROTOCOLVERSION": "TLSv9", "PGSSLMAXPROTOCOLVERSION": "TLSv9",
        "PGGSSENCMODE": "require", "PGKRBSRVNAME": "other", "PGGSSLIB": "other", "PGGSSDELEGATION": "1",
        "PGCONNECT_TIMEOUT": "soon", "PGCLIENTENCODING": "SQL_ASCII", "PGTARGETSESSIONATTRS": "standby",
        "PGLOADBALANCEHOSTS": "random", "PGMINPROTOCOLVERSION": "9.9", "PGMAXPROTOCOLVERSION": "1.0",
        "PGDATESTYLE": "SQL, DMY", "PGTZ": "Asia/Tokyo", "PGGEQO": "off", "PGSYSCONFDIR": "/nowhere",
        "PGLOCALEDIR": "/nowhere", "PGDATA": "/nowhere", "PG_COLOR": "always", "PSQLRC": "/nowhere",
    ]

    @Test func `nothing of the user's shell or home reaches the database`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        let sql = """
            SELECT current_database(), current_user, (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name)
            FROM pg_settings WHERE source IN ('client', 'session') AND name <> 'application_name')
            """
        let index = try await RunningProgram(["index"], in: workspace, settings: Self.variables)
        #expect(try await index.exitCode() == 0, "\(index.standardError)")
        let plain = try await RunningProgram(["db-shell", "-c", sql], in: workspace)
        #expect(try await plain.exitCode() == 0, "\(plain.standardError)")

        let home = workspace.folder
        try Data("[work]\nhost=nowhere.invalid\n".utf8).write(to: home.appendingPathComponent(".pg_service.conf"))
        try Data("*:*:*:*:wrong\n".utf8).write(to: home.appendingPathComponent(".pgpass"))
        try Data("\\echo the user's file was read\n".utf8).write(to: home.appendingPathComponent(".psqlrc"))
        let search = try await RunningProgram(["search", "a picture"], in: workspace, settings: Self.variables)
        #expect(try await search.exitCode() == 0, "\(search.standardError)")
        let shell = try await RunningProgram(["db-shell", "-c", sql], in: workspace, settings: Self.variables)
        #expect(try await shell.exitCode() == 0, "\(shell.standardError)")
        #expect(shell.standardOutput == plain.standardOutput)
        #expect(shell.standardError.isEmpty, "\(shell.standardError)")
        let interactive = try await RunningProgram(["db-shell"], in: workspace, settings: Self.variables)
        #expect(try await interactive.exitCode() == 0, "\(interactive.standardError)")
        #expect(interactive.standardOutput.isEmpty, "\(interactive.standardOutput)")
        // Whatever libpq may read in future is gone as well.
        let environment = try await RunningProgram(
            ["db-shell", "-c", "\\! env"], in: workspace, settings: Self.variables)
        #expect(try await environment.exitCode() == 0)
        #expect(environment.standardOutput.contains("HOME="))
        for line in environment.standardOutput.split(separator: "\n") where line.hasPrefix("PG") {
            // psql itself tells its children these two, and nothing of the user's.
            #expect(["PGSYSCONFDIR", "PGLOCALEDIR"].contains(line.prefix { $0 != "=" }))
            #expect(!line.hasSuffix("=/nowhere"))
        }
        #expect(!environment.standardOutput.contains("PSQLRC"))
    }

    @Test func `the shell before the first index says what makes a database`() async throws {
        let workspace = try Workspace()
        let shell = try await RunningProgram(["db-shell", "-c", "SELECT 1"], in: workspace)
        #expect(try await shell.exitCode() == 69)
        #expect(shell.standardError.contains("imagesearch index"), "\(shell.standardError)")
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/data/postgres"))
    }

    @Test func `a failed start says where its log is`() async throws {
        let workspace = try Workspace()
        let index = try await RunningProgram(["index"], in: workspace)
        #expect(try await index.exitCode() == 0, "\(index.standardError)")
        let data = workspace.folder.path + "/data/postgres"
        try FileManager.default.removeItem(atPath: data + "/cluster/global/pg_control")
        let shell = try await RunningProgram(["db-shell"], in: workspace)
        #expect(try await shell.exitCode() == 70)
        #expect(shell.standardError.contains(data + "/server.log"), "\(shell.standardError)")
    }

    @Test func `a database that is started again holds none of the program's connections`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        // Below those that the system gives to whoever asks for any: none of the other tests takes it meanwhile.
        let port = try OpenConnection.unusedPort(in: 10_000..<30_000)
        let program = try await RunningProgram(["serve"], in: workspace, settings: ["PORT": "\(port)"])
        #expect(try await program.port() == port)
        let first = try #require(try workspace.postmaster())
        kill(first, SIGKILL)
        try await eventually("another server runs") {
            try workspace.postmaster().map { $0 != first && kill($0, 0) == 0 } ?? false
        }
        let client = Client(port: port)
        try await eventually("searches work again") { (try? await client.search("a picture", limit: 1).count) == 1 }
        program.signal(SIGKILL)
        _ = try await program.exitCode()
        // The database lives on, and the port is free.
        let second = try #require(try workspace.postmaster())
        #expect(kill(second, 0) == 0)
        let next = try await RunningProgram(["serve"], in: workspace, settings: ["PORT": "\(port)"])
        #expect(try await next.port() == port)
        next.signal(SIGTERM)
        #expect(try await next.exitCode() == 0, "\(next.standardError)")
    }

    /// Whoever comes first starts the database, the others share it; who is left when that one ends goes on with its own.
    @Test(.ends(within: .seconds(400))) func `six that index at once share one database, and all is found once`()
        async throws
    {
        let workspace = try Workspace()
        let pictures = 30
        try workspace.addPictures(pictures)
        let other = workspace.folder.appendingPathComponent("other")
        try FileManager.default.copyItem(at: workspace.images, to: other)
        var programs: [RunningProgram] = []
        for number in 0..<6 {
            let folder = number.isMultiple(of: 2) ? workspace.images : other
            programs.append(try await RunningProgram(["index", folder.path], in: workspace))
        }
        for program in programs {
            #expect(try await program.exitCode(within: .seconds(300)) == 0, "\(program.standardError)")
        }
        #expect(try workspace.postmaster() == nil, "the database was left running")

        let search = try await RunningProgram(
            ["search", "sort:oldest limit:\(3 * pictures)", "--paths0"], in: workspace)
        #expect(try await search.exitCode() == 0, "\(search.standardError)")
        let paths = search.standardOutput.split(separator: "\0").map(String.init)
        #expect(paths.count == 2 * pictures && Set(paths).count == paths.count)
        // Nothing was taken for gone, refused or left in work by another.
        let stats = try await RunningProgram(["stats", "--json"], in: workspace)
        #expect(try await stats.exitCode() == 0, "\(stats.standardError)")
        for number in [#""pictures":\#(2 * pictures)"#, #""gone":0"#, #""refused":0"#] {
            #expect(stats.standardOutput.contains(number), "\(stats.standardOutput)")
        }
        let again = try await RunningProgram(["index", workspace.images.path], in: workspace)
        #expect(try await again.exitCode() == 0)
        #expect(again.standardError.contains("\(pictures) found, 0 embedded, 0 reused, \(pictures) unchanged"))
    }

    @Test func `a closed terminal is a stop of indexing`() async throws {
        let (workspace, program) = try await Workspace.interruptedIndexing(of: 300) { program, _ in
            program.signal(SIGHUP, after: "saved a batch", times: 1)
        }
        #expect(try await program.exitCode() == 130, "\(program.standardError)")
        #expect(try workspace.postmaster() == nil, "the database was left running")
    }

    @Test func `a closed terminal is a stop of a server`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(300)
        let program = try await RunningProgram(["serve"], in: workspace, settings: ["LOG_LEVEL": "debug"])
        program.signal(SIGHUP, after: "saved a batch", times: 1)
        #expect(try await program.exitCode() == 0, "\(program.standardError)")
        #expect(try workspace.postmaster() == nil, "the database was left running")
    }

    /// Services end in reverse: who answers, long before what answers need.
    @Test func `what a client has begun is finished after a stop, with the database it needs`() async throws {
        let workspace = try Workspace()
        let program = try await RunningProgram(["serve"], in: workspace, settings: ["LOG_LEVEL": "debug"])
        let port = try await program.port()
        let client = try OpenConnection(port: port)
        let picture = try Data(contentsOf: Workspace.testImages[0])
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
        let body = Data(head.utf8) + picture + Data("\r\n--b--\r\n".utf8)
        try client.send(
            """
            POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r
            Content-Length: \(body.count)\r\n\r\n
            """)
        try client.send(body.prefix(body.count / 2))
        try await program.says("target=/upload")
        let database = try #require(try workspace.postmaster())
        program.signal(SIGTERM)
        try await eventually("nobody is let in any more") { (try? OpenConnection(port: port)) == nil }
        #expect(kill(database, 0) == 0, "the database ended before the server")
        try client.send(body.dropFirst(body.count / 2))
        var answer = ""
        try await eventually("the upload is answered") {
            answer += client.received()
            return answer.contains("}")
        }
        #expect(answer.hasPrefix("HTTP/1.1 200") || answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
        #expect(try await program.exitCode() == 0, "\(program.standardError)")
        #expect(try workspace.postmaster() == nil, "the database was left running")
        let search = try await RunningProgram(["search", "a picture", "--json"], in: workspace)
        #expect(try await search.exitCode() == 0, "\(search.standardError)")
        #expect(search.standardOutput.contains("uploads/"), "\(search.standardOutput)")
    }

    @Test func `a second signal ends a program at once that waits for a client`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        let program = try await RunningProgram(["serve"], in: workspace, settings: ["LOG_LEVEL": "debug"])
        let client = try await OpenConnection(port: program.port())
        // The server waits for the rest of what was promised.
        try client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx")
        try await program.says("target=/upload")
        while program.process.isRunning {
            program.signal(SIGTERM)
            try await Task.sleep(for: .milliseconds(100))
        }
        let code = try await program.exitCode()
        withExtendedLifetime(client) {}
        #expect(code == 128 + SIGTERM, "\(code): \(program.standardError)")
        let next = try await RunningProgram(["index"], in: workspace)
        #expect(try await next.exitCode() == 0, "\(next.standardError)")
        #expect(try workspace.postmaster() == nil, "the database was left running")
    }

    @Test(.serialized, arguments: 1...4)
    func `kill -9 in the first set-up of the database does not hinder the next start`(_: Int) async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        let first = try await RunningProgram(["index"], in: workspace)
        let data = workspace.folder.path + "/data/postgres"
        try await eventually("the set-up begins") { FileManager.default.fileExists(atPath: data + "/cluster.new") }
        try await Task.sleep(for: .milliseconds(.random(in: 0...1500)))
        first.signal(SIGKILL)
        _ = try await first.exitCode()
        let second = try await RunningProgram(["index"], in: workspace)
        #expect(try await second.exitCode() == 0, "\(second.standardError)")
        #expect(try workspace.postmaster() == nil)
        #expect(!FileManager.default.fileExists(atPath: data + "/cluster.new"))
    }
}
