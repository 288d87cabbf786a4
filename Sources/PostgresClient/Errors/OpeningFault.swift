/// What keeps a connection from standing, and will keep it from it the next time too.
///
/// libpq has no codes for what it finds itself, only texts. They are in English, since the program sets no locale for
/// messages; an unknown one counts as a server that is away.
enum OpeningFault: Sendable, Equatable {
    /// No such name; a name server that is away for the moment is something else.
    case unknownHost
    /// Certificates, or a side that will not or cannot encrypt.
    case encryption
    /// A keyword of the connection's settings with a value that there is not.
    case parameter(String)
    /// Something answers, but it is no PostgreSQL.
    case notPostgreSQL

    /// Looks for the words by which libpq's versions 14 to 18 tell of them.
    init?(_ message: String) {
        func says(_ texts: String...) -> Bool { texts.contains { message.contains($0) } }
        if let parameter = OpeningFault.parameter(in: message) {
            self = .parameter(parameter)
        } else if says("could not translate host name") {
            if says("Temporary failure", "Try again") { return nil }
            self = .unknownHost
        } else if says("but received", "invalid response to", "unencrypted data after") {
            self = .notPostgreSQL
        } else if says("SSL", "TLS", "certificate", "private key"), !says("SSL SYSCALL", "closed unexpectedly") {
            self = .encryption
        } else {
            return nil
        }
    }

    private static func parameter(in message: String) -> String? {
        if let match = message.firstMatch(of: #/invalid (\w+) value: /#) { return String(match.1) }
        if let match = message.firstMatch(of: #/connection option "(\w+)"/#) { return String(match.1) }
        let texts = [
            "invalid port number": "port", "could not match": "port", "service file": "service",
            "definition of service": "service", "minimum SSL protocol version": "ssl_min_protocol_version",
            "maximum SSL protocol version": "ssl_max_protocol_version",
        ]
        return texts.first { message.contains($0.key) }?.value
    }
}
