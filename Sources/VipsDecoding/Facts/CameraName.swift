import ImageSearch

/// The name of a camera in one line, as people say it.
enum CameraName {
    /// What makers are called in law only.
    private static let legalWords: Set = ["corporation", "corp", "company", "co", "ltd", "inc", "gmbh", "ag"]

    /// Joins maker and model; the maker is left out where the model begins with it.
    ///
    /// - Returns: at most ``Facts/longestCamera`` bytes that ``isClean(_:)``; `nil` when nothing is left.
    static func join(maker: String?, model: String?) -> String? {
        let (maker, model) = (words(maker).filter { !isLegal($0) }, words(model))
        let isNamed = maker.contains { $0.lowercased() == model.first?.lowercased() }
        let name = cut((isNamed ? model : maker + model).joined(separator: " "))
        return name.isEmpty ? nil : name
    }

    /// Whether a name holds nothing that turns, breaks or hides text.
    static func isClean(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Facts.longestCamera && name.unicodeScalars.allSatisfy(isVisible)
    }

    private static func words(_ text: String?) -> [String] {
        let scalars = (text ?? "").unicodeScalars.map { isVisible($0) ? $0 : " " }
        return String(String.UnicodeScalarView(scalars)).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func isLegal(_ word: String) -> Bool {
        word.lowercased().split { ".,".contains($0) }.allSatisfy { legalWords.contains(String($0)) }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: scalar != "\u{FFFD}"
        }
    }

    /// As many whole characters as there is room for.
    private static func cut(_ name: String) -> String {
        var name = name
        while name.utf8.count > Facts.longestCamera { name.removeLast() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return name
    }
}
