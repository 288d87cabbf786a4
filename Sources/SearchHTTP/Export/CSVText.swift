import ImageSearch

/// Pictures as a table of values separated by commas (RFC 4180), with a line of names first.
enum CSVText {
    private static let columns: [(name: String, value: @Sendable (StoredPicture) -> String)] = [
        ("id", { $0.id.description }), ("path", { field($0.location.description) }),
        ("source", { field($0.location.source) }), ("format", { $0.facts?.format.rawValue ?? "" }),
        ("width", { number($0.facts?.width) }), ("height", { number($0.facts?.height) }),
        ("size", { String($0.state.size) }), ("date", { $0.dateText }),
        ("date_of", { $0.date.isCaptureTime ? "taken" : "file" }), ("camera", { field($0.facts?.camera ?? "") }),
        ("place", { field($0.facts?.place ?? "") }), ("latitude", { number($0.facts?.position?.latitude) }),
        ("longitude", { number($0.facts?.position?.longitude) }), ("favourite", { String($0.isFavourite) }),
        ("sha256", { $0.content.description }),
    ]

    static func text(of pictures: [StoredPicture]) -> String {
        let lines = [columns.map(\.name)] + pictures.map { picture in columns.map { $0.value(picture) } }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func number(_ value: (some LosslessStringConvertible)?) -> String { value.map { String($0) } ?? "" }

    /// A text as it stands in the table.
    ///
    /// Spreadsheets compute what begins like a formula, and a file's name is anybody's: an apostrophe makes it text to them.
    static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        let shown = isFormula ? "'" + text : text
        guard shown.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return shown }
        return "\"" + shown.replacing("\"", with: "\"\"") + "\""
    }
}
