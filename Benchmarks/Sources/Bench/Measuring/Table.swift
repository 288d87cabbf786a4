/// Rows of numbers that belong together.
struct Table: Codable, Sendable {
    var title: String
    var columns: [String]
    var rows: [[String]] = []

    /// Adds a row, and shows it at once.
    mutating func add(_ row: [String]) {
        rows.append(row)
        say(Self.line(row))
    }

    /// The table in Markdown.
    var markdown: String {
        let lines = [columns, Array(repeating: "---", count: columns.count)] + rows
        return ([title, ""] + lines.map(Self.line)).joined(separator: "\n")
    }

    private static func line(_ row: [String]) -> String { "| \(row.joined(separator: " | ")) |" }
}
