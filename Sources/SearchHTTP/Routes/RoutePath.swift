/// The path of a route, as `/pictures/{id}`: a part in braces stands for any part.
struct RoutePath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    let description: String

    init(stringLiteral value: String) { description = value }

    /// The names in braces.
    var parameters: [String] {
        parts.filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }

    /// Whether a request for this path is for this route: as the router reads it, without empty parts.
    func matches(_ path: String) -> Bool {
        let asked = path.split(separator: "/")
        return asked.count == parts.count && zip(parts, asked).allSatisfy { $0.first == "{" || $0 == $1 }
    }

    private var parts: [Substring] { description.split(separator: "/") }
}

extension [RoutePath] {
    /// Whether one of them is the path of a request.
    func contains(_ path: String) -> Bool { contains { $0.matches(path) } }
}
