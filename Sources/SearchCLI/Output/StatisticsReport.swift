import JSONText

/// What is stored, as it is printed: read from the same JSON with and without a server.
struct StatisticsReport: Sendable {
    /// What the API tells.
    let json: JSON

    /// Takes what `/stats` answers.
    init(_ json: JSON) { self.json = json }

    /// For people.
    var lines: [String] {
        let sources = json["sources"]?.array ?? []
        let bytes = sources.reduce(Int64(0)) { $0 + Self.bytes(of: $1) }
        let about = json["is_exact"]?.bool == false ? "about " : ""
        var lines = ["pictures       \(about)\(number("pictures")), \(byteCount(bytes))"]
        if let first = json["dates"]?["from"]?.string, let last = json["dates"]?["to"]?.string {
            lines.append("dates          \(first) to \(last)")
        }
        if !formats.isEmpty { lines.append("formats        \(formats.joined(separator: ", "))") }
        lines.append("with position  \(about)\(number("with_position"))")
        lines.append("favourites     \(number("favourites"))")
        lines.append("gone           \(about)\(number("gone"))")
        lines.append("refused        \(number("refused"))")
        return lines + sources.map(line)
    }

    /// The most frequent first.
    private var formats: [String] {
        let formats = json["formats"]?.fields?.map { (name: $0.key, count: $0.value.integer ?? 0) } ?? []
        return formats.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map { "\($0.name) \($0.count)" }
    }

    private func line(_ source: JSON) -> String {
        let begun = Self.moment(source["run_begun"]).map { "indexing since \($0), or cut short" }
        let indexed = Self.moment(source["run_finished"]).map { "indexed \($0)" } ?? begun ?? "never indexed"
        let (name, pictures) = (source["name"]?.string ?? "", source["pictures"]?.integer ?? 0)
        return "source         \(name): \(pictures), \(byteCount(Self.bytes(of: source))), \(indexed)"
    }

    private func number(_ name: String) -> Int { json[name]?.integer ?? 0 }

    private static func bytes(of source: JSON) -> Int64 { Int64(source["bytes"]?.integer ?? 0) }

    /// In UTC, without saying so.
    private static func moment(_ value: JSON?) -> String? { value?.string.map { String($0.prefix(19)) } }
}
