/// Names for files of an archive: safe wherever it is unpacked, and none twice.
struct ArchiveNames {
    /// Longer names of one folder or file are cut: systems take 255 bytes.
    private static let longest = 200
    /// What Windows takes for devices, whatever follows a point.
    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    /// As systems compare names that do not tell cases apart.
    private var files: Set<String> = []
    private var folders: Set<String> = []

    /// A name for a picture that results show under this path.
    mutating func name(for path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }.map { Self.safe($0) }
        var name = parts.isEmpty ? "picture" : parts.joined(separator: "/")
        // A file where another one has a folder: then they lie side by side.
        if Self.folders(of: name).contains(where: files.contains) { name = parts.joined(separator: "_") }
        let (stem, ending) = Self.split(name)
        var number = 1
        while isTaken(name) {
            number += 1
            name = "\(stem) (\(number))\(ending)"
        }
        files.insert(Self.key(name))
        folders.formUnion(Self.folders(of: name))
        return name
    }

    private func isTaken(_ name: String) -> Bool {
        files.contains(Self.key(name)) || folders.contains(Self.key(name))
    }

    private static func key(_ name: String) -> String { name.lowercased() }

    /// The folders that a file of this name lies in.
    private static func folders(of name: String) -> [String] {
        let parts = key(name).split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    /// Before the last point of the last part, and from there on.
    private static func split(_ name: String) -> (stem: Substring, ending: Substring) {
        let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
        guard let point = name[start...].lastIndex(of: "."), point > start else { return (name[...], "") }
        return (name[..<point], name[point...])
    }

    /// One part of a path, without what a system takes for something else, or a reader for another name.
    private static func safe(_ part: Substring) -> String {
        let scalars = part.unicodeScalars.map { isSafe($0) ? String($0) : "_" }
        var text = cut(scalars.joined())
        while text.last == "." || text.last == " " { text.removeLast() }
        let stem = text.split(separator: ".", maxSplits: 1).first.map { $0.lowercased() } ?? ""
        return text.isEmpty ? "_" : devices.contains(stem) ? "_" + text : text
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Of the formatting characters some turn the direction of text round.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: !"\\:*?\"<>|".unicodeScalars.contains(scalar)
        }
    }

    /// Keeps the ending, and as much as fits before it.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        let point = text.lastIndex(of: ".") ?? text.endIndex
        let ending = text[point...].utf8.count <= 20 ? text[point...] : ""
        var stem = text[..<point]
        while stem.utf8.count + ending.utf8.count > longest { stem.removeLast() }
        return String(stem + ending)
    }
}
