/// The parameters of a URL's query, read as a form: `+` is a space, the last of two equal names counts.
package struct QueryParameters: Sendable {
    private var values: [String: String] = [:]

    /// Reads the part of a URL behind the question mark.
    package init(_ query: String?) {
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            values[String(percentDecoding: name, plusIsSpace: true)] = String(percentDecoding: value, plusIsSpace: true)
        }
    }

    /// The value of a parameter, or `nil` when the query does not name it.
    package subscript(name: String) -> String? { values[name] }
}
