import JSONText

/// A server that did not answer what was asked.
struct ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the server says, or what became of the request.
    let description: String
    /// What it is to a shell.
    let exitCode: Int32
    /// There was no answer at all.
    var isUnreachable = false

    /// An answer that is none of this program's.
    static let unreadable = ServerError(
        description: "the server's answer cannot be understood: is it another version?", exitCode: 69)

    /// A server that cannot be asked.
    static func unreachable(_ address: ServerAddress, _ reason: String) -> ServerError {
        ServerError(
            description: "cannot ask \(address.url): \(reason); is the server running?", exitCode: 69,
            isUnreachable: true)
    }

    private init(description: String, exitCode: Int32, isUnreachable: Bool = false) {
        self.description = description
        self.exitCode = exitCode
        self.isUnreachable = isUnreachable
    }

    /// The same of a server that has answered before.
    var afterSomeAnswers: ServerError { ServerError(description: description, exitCode: exitCode) }

    /// Reads an answer with an error's status: the words are the server's, and the exit code is that of the same mistake without
    /// a server.
    init(status: Int, body: [UInt8]) {
        let detail = (try? JSONParser.parse(body))?["detail"]
        // Of several faults the first is told, as without a server.
        let fault = detail?.array?.first
        let text = detail?.string ?? fault.flatMap { $0["msg"]?.string }
        description = text ?? "the server answered with status \(status)"
        exitCode =
            switch status {
            case 404 where text != nil: 64
            case 422 where fault != nil: 64
            case 413, 415, 422: 65
            case 507: 73
            case 403, 404, 408, 421, 429, 502...504: 69
            default: 70
            }
    }
}
