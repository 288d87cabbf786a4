import Testing

@testable import PostgresClient

/// libpq's variables: which there are, and which are heard for a server of the user's own.
@Suite struct EnvironmentTests {
    @Test func `all variables of this libpq are known as such by their names`() {
        let names = ConnectionSettings.variables.map(\.variable)
        #expect(names.count > 20)
        #expect(names.contains("PGSERVICE"))
        for name in names { #expect(ConnectionSettings.isLibpqVariable(name), "\(name)") }
    }

    @Test func `a variable never decides which server or database is meant`() {
        let all = Dictionary(uniqueKeysWithValues: ConnectionSettings.variables.map { ($0.variable, "elsewhere") })
        let settings = ConnectionSettings(host: "here", port: 5433, database: "mine", user: "me", password: "right")
            .filled(from: all)
        let expected = ["host": "here", "port": "5433", "dbname": "mine", "user": "me", "password": "right"]
        for (keyword, value) in expected { #expect(settings.value(keyword) == value) }
        for keyword in ["service", "servicefile", "hostaddr"] { #expect(settings.value(keyword) == nil, "\(keyword)") }
        #expect(settings.complete.last { $0.keyword == "client_encoding" }?.value == "UTF8")
    }

    @Test func `what a URL leaves open is heard, but for the database`() throws {
        let variables = [
            "PGHOST": "there", "PGPORT": "5433", "PGDATABASE": "other", "PGSSLMODE": "verify-full", "PGUSER": "them",
            "PGPASSFILE": "", "PATH": "/bin",
        ]
        let open = try ConnectionSettings.url("postgres:///mine").filled(from: variables)
        #expect(open.value("host") == "there")
        #expect(open.value("port") == "5433")
        #expect(open.value("dbname") == "mine")
        #expect(open.value("sslmode") == "verify-full")
        #expect(open.value("passfile") == nil)
        let named = try ConnectionSettings.url("postgres://me@here?sslmode=disable").filled(from: variables)
        #expect(named.value("host") == "here")
        #expect(named.value("port") == nil)
        #expect(named.value("user") == "me")
        #expect(named.value("dbname") == nil)
        #expect(named.value("sslmode") == "disable")
    }
}
