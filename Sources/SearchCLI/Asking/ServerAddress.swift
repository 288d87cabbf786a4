import Foundation

/// Where a server listens.
struct ServerAddress: Sendable, Equatable {
    /// Without a slash at the end.
    let url: String

    /// Reads a URL.
    ///
    /// - Throws: ``UsageError`` for one that is none of HTTP, or that holds a query or a password.
    init(_ text: String) throws {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.query == nil,
            parts.fragment == nil, parts.user == nil, parts.password == nil
        else {
            throw UsageError("--server is '\(text)'; it has to be a URL such as http://localhost:8000")
        }
        url = String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
