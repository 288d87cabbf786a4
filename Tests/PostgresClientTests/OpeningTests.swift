import ImageSearchTesting
import PostgresTesting
import Testing

@testable import PostgresClient

/// Connections that do not come about: what is told, and what is tried again.
@Suite(.timely) struct OpeningTests {
    /// What libpq writes, and what it is about.
    struct Message: Sendable, CustomTestStringConvertible {
        let text: String
        let fault: OpeningFault?
        var testDescription: String { text }
    }

    private static let start = "connection to server at \"db\" (10.0.0.1), port 5432 failed: "

    @Test(arguments: [
        Message(text: "invalid sslmode value: \"requre\"\n", fault: .parameter("sslmode")),
        Message(text: "invalid port number: \"x\"\n", fault: .parameter("port")),
        Message(
            text: "invalid integer value \"x\" for connection option \"keepalives_idle\"\n",
            fault: .parameter("keepalives_idle")),
        Message(text: "invalid connection option \"sslmod\"\n", fault: .parameter("sslmod")),
        Message(text: "could not match 2 port numbers to 3 hosts\n", fault: .parameter("port")),
        Message(text: "definition of service \"x\" not found\n", fault: .parameter("service")),
        Message(
            text: "could not translate host name \"db\" to address: Name or service not known\n", fault: .unknownHost),
        Message(
            text: "could not translate host name \"db\" to address: Temporary failure in name resolution\n", fault: nil),
        Message(text: start + "server does not support SSL, but SSL was required\n", fault: .encryption),
        Message(text: start + "SSL error: certificate verify failed\n", fault: .encryption),
        Message(text: start + "root certificate file \"/x\" does not exist\n", fault: .encryption),
        Message(
            text: start + "server certificate for \"a\" does not match host name \"db\"\n", fault: .encryption),
        Message(text: start + "received invalid response to SSL negotiation: H\n", fault: .notPostgreSQL),
        Message(
            text: start + "expected authentication request from server, but received H\n", fault: .notPostgreSQL),
        Message(text: start + "SSL SYSCALL error: Connection reset by peer\n", fault: nil),
        Message(text: start + "SSL connection has been closed unexpectedly\n", fault: nil),
        Message(text: start + "Connection refused\n\tIs the server running on that host?\n", fault: nil),
        Message(text: start + "server closed the connection unexpectedly\n", fault: nil),
    ])
    func `lasting faults are told from passing ones`(_ message: Message) {
        let error = DatabaseError(opening: message.text, state: "")
        #expect(error.openingFault == message.fault)
        #expect(error.isTransient == (message.fault == nil))
    }

    /// With this timeout a fault that is tried again makes the test hang.
    private static let timeout = Duration.seconds(86_400)

    @Test(arguments: [
        ("requre", "N", "an sslmode that there is not"), ("require", "N", "no TLS connection"),
        ("disable", "HTTP/1.1 400 Bad Request\r\n\r\n", "no PostgreSQL server"),
    ])
    func `a lasting fault is told at once`(sslmode: String, answer: String, words: String) async throws {
        let server = try FakeServer(Array(answer.utf8))
        let error = await #expect(throws: DatabaseFailure.self) {
            try await ConnectionPool(server.settings(sslmode: sslmode), size: 1, timeout: Self.timeout).perform { _ in }
        }
        #expect(error?.code == .unsuitableServer)
        #expect(error?.description.contains(words) == true, "\(String(reflecting: error))")
        #expect(error?.cause.isEmpty == false)
        #expect(error?.debugDescription.contains("s3cr3t") == false)
    }

    @Test(
        arguments: [
            ("28P01", "password authentication failed", .user, "refuses the user"),
            ("28000", "no pg_hba.conf entry", .access, "does not let the user"),
            ("3D000", "database does not exist", .name, "does not exist"),
            ("08P01", "no such database: d", .name, "does not exist"),
            ("08P01", "SASL authentication failed", .user, "refuses the user"),
            ("53300", "too many clients already", nil, "no connection left"),
            ("57P03", "the database system is starting up", .running, "does not answer"),
        ] as [(String, String, DatabaseFailure.Remedy?, String)])
    func `what a server says is passed on in plain words`(
        state: String, text: String, remedy: DatabaseFailure.Remedy?, words: String
    ) async throws {
        let code: DatabaseFailure.Code = ["53300", "57P03"].contains(state) ? .unavailable : .unsuitableServer
        let server = try FakeServer(FakeServer.refusal(state, text))
        let isPassing = code == .unavailable
        let error = await #expect(throws: DatabaseFailure.self) {
            try await ConnectionPool(server.settings, size: 1, timeout: isPassing ? .zero : Self.timeout)
                .perform { _ in }
        }
        #expect(error?.code == code && error?.remedy == remedy)
        #expect(error?.description.contains(words) == true, "\(String(reflecting: error))")
        #expect(error?.cause.contains(text) == true)
    }

    @Test func `too many connections are waited for`() {
        #expect(DatabaseError(state: "53300", message: "").isTransient)
    }

    // MARK: Lists of hosts

    @Test func `each host of a list gets its own address and port`() throws {
        let settings = try ConnectionSettings.url("postgres://u@a:1,b:2,c/d?connect_timeout=3")
        #expect(settings.eachHost.map(\.server) == ["a:1", "b:2", "c:5432"])
        #expect(settings.eachHost.map { $0.value("dbname") } == ["d", "d", "d"])
        let onePort = try ConnectionSettings.url("host=a,b hostaddr=10.0.0.1,10.0.0.2 port=7")
        #expect(onePort.eachHost.map { $0.value("hostaddr") } == ["10.0.0.1", "10.0.0.2"])
        #expect(onePort.eachHost.map { $0.value("port") } == ["7", "7"])
        let standby = try ConnectionSettings.url("host=a,b target_session_attrs=prefer-standby")
        #expect(standby.eachHost.map { $0.value("target_session_attrs") } == ["standby", "standby", "any", "any"])
        #expect(try ConnectionSettings.url("host=a,b port=1,2,3").eachHost.count == 1, "libpq tells what is wrong")
    }

    @Test(arguments: ["0", "-3", "x", "99999999999999999999", "9223372036854775807"])
    func `no timeout of a setting is out of range`(value: String) throws {
        let settings = try ConnectionSettings.url("host=a connect_timeout=\(value)")
        #expect((Duration.seconds(1)...Duration.seconds(3600)).contains(settings.connectTimeout))
    }
}

extension ServerTests {
    @Suite struct HostListTests {
        @Test func `a silent first host is passed over`() async throws {
            let settings = try TestServer.database().database("postgres")
            let folder = try #require(settings.value("host"))
            for first in ["127.0.0.1", "nowhere.invalid"] {
                let silent = try FakeServer()
                let list = ConnectionSettings(
                    host: "\(first),\(folder)", database: "postgres", user: "postgres"
                ).replacing("port", "\(silent.port),5432").withDefault("connect_timeout", "1")
                // On a busy machine the second host, too, may take longer than its second.
                let pool = ConnectionPool(list, size: 1, timeout: .seconds(120))
                let answer = try await pool.perform { try $0.run(.plain("SELECT 7::int8")).int64(0, 0) }
                #expect(answer == 7)
            }
        }
    }
}
