import CPostgres

/// How to reach a PostgreSQL server and one of its databases.
///
/// A password in it is given to libpq only: it is in no description, error, log or command line.
public struct ConnectionSettings: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// libpq's keywords and values; later ones win.
    private var parameters: [(keyword: String, value: String)]
    /// Says why the server does not answer, where more can be known about that than libpq knows.
    private(set) var explanation: (@Sendable () -> DatabaseFailure?)?

    /// Names a server by its parts.
    ///
    /// - Parameters:
    ///   - host: a name, an address, or a folder with a Unix socket; several are separated by commas.
    ///   - port: 5432 when nothing is said.
    ///   - database: the database's name; it is created when it is missing and the user may.
    ///   - user: the role to log in as.
    ///   - password: `nil` or empty when the server asks for none.
    public init(host: String, port: Int = 5432, database: String, user: String, password: String? = nil) {
        parameters = [("host", host), ("port", String(port)), ("dbname", database), ("user", user)]
        if let password, !password.isEmpty { parameters.append(("password", password)) }
    }

    /// Takes a connection URL, `postgres://user:password@host:5432/name?sslmode=require`, or libpq's `key=value` form.
    ///
    /// - Throws: ``DatabaseFailure`` when it is neither. The error repeats nothing of the URL.
    public static func url(_ url: String) throws -> ConnectionSettings {
        // libpq's own message quotes the part that it cannot read, which may be the password: it is dropped.
        guard let options = PQconninfoParse(url, nil) else {
            throw DatabaseFailure(
                .unsuitableServer,
                "the database's address is no PostgreSQL URL", remedy: .url)
        }
        defer { PQconninfoFree(options) }
        var settings = ConnectionSettings(parameters: [])
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                settings.parameters.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
        return settings
    }

    private init(parameters: [(String, String)]) { self.parameters = parameters }

    /// The last value of a keyword.
    package func value(_ keyword: String) -> String? { parameters.last { $0.keyword == keyword }?.value }

    /// The same server, another database.
    package func database(_ name: String) -> ConnectionSettings { replacing("dbname", name) }

    /// The same server and database, another role.
    package func user(_ name: String) -> ConnectionSettings { replacing("user", name) }

    /// The same, but for one parameter; `nil` leaves it out.
    package func replacing(_ keyword: String, _ value: String?) -> ConnectionSettings {
        var settings = self
        settings.parameters = parameters.filter { $0.keyword != keyword } + (value.map { [(keyword, $0)] } ?? [])
        return settings
    }

    /// The same, but for a parameter that these settings leave open.
    package func withDefault(_ keyword: String, _ value: String) -> ConnectionSettings {
        self.value(keyword) == nil ? replacing(keyword, value) : self
    }

    /// The same, for a server of which it can be known why it does not answer.
    package func explaining(_ explanation: @escaping @Sendable () -> DatabaseFailure?) -> ConnectionSettings {
        var settings = self
        settings.explanation = explanation
        return settings
    }

    /// What libpq is given: a silent network is waited for so long at most, unless these settings say otherwise.
    package var complete: [(keyword: String, value: String)] {
        let defaults = [
            ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("application_name", "imagesearch"),
            ("gssencmode", "disable"),  // probing Kerberos costs a round trip that nobody here wants
        ]
        return defaults.reduce(self) { $0.withDefault($1.0, $1.1) }.parameters + [("client_encoding", "UTF8")]
    }

    /// How long a host may take to answer.
    var connectTimeout: Duration {
        .seconds(min(max(1, value("connect_timeout").flatMap(Int.init) ?? 5), 3600))
    }

    /// Host and port for people; what stands before an `@` is left out, since a mistyped URL puts its password there.
    package var server: String {
        let host = value("host") ?? value("hostaddr") ?? "localhost"
        let name = String(host[(host.lastIndex(of: "@").map(host.index(after:)) ?? host.startIndex)...])
        return host.hasPrefix("/") ? "its local socket" : "\(name):\(value("port") ?? "5432")"
    }

    /// Takes out of a text of libpq's whatever may hold a secret, and puts it on one line.
    func redacted(_ text: String) -> String {
        var text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        if let host = value("host"), let at = host.lastIndex(of: "@") {
            text = text.replacing(host[...at], with: "***@")
        }
        if let password = value("password"), !password.isEmpty { text = text.replacing(password, with: "***") }
        return text
    }

    /// Database, host and port; never the user's secret.
    public var description: String { "database \(value("dbname") ?? "") at \(server)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Shows no parts, since one of them is a secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
