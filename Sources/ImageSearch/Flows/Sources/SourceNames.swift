/// What a source is called.
extension SourcePlan {
    /// The folder as it is shown, else its absolute path, else that with the machine's name before it.
    func freeName(_ known: [Source]) -> String {
        let absolute = "\(machine.host):\(path)"
        for candidate in [name, path, absolute] where isFree(candidate, known) { return candidate }
        return (2...).lazy.map { "\(absolute) (\($0))" }.first { isFree($0, known) } ?? absolute
    }

    /// No picture of another place is shown under the name.
    private func isFree(_ candidate: String, _ known: [Source]) -> Bool {
        known.allSatisfy { source in
            if source.name == candidate { return false }
            if let below = relativePath(of: source.name, in: candidate) {
                return source.place == place(path == "/" ? "/" + below : path + "/" + below)
            }
            guard let below = relativePath(of: candidate, in: source.name) else { return true }
            return source.place.map { place($0.path == "/" ? "/" + below : $0.path + "/" + below) } == place(path)
        }
    }
}

extension Source {
    /// It holds those pictures of a source of an earlier version that did not lie where the source was claimed.
    ///
    /// Its name ends in a slash, so that their shown paths are what they were.
    var isLeftover: Bool { place == nil && name.count > 1 && name.hasSuffix("/") }

    /// The name without the slash that marks it.
    var shownName: String { isLeftover ? String(name.dropLast()) : name }
}

/// The path from a folder to what lies in it, empty for the folder itself; `nil` for what lies elsewhere.
func relativePath(of path: String, in folder: String) -> String? {
    // Byte for byte: two names that only look the same are two folders.
    if path.utf8.elementsEqual(folder.utf8) { return "" }
    let start = folder == "/" ? "/" : folder + "/"
    guard path.utf8.starts(with: start.utf8) else { return nil }
    return String(decoding: path.utf8.dropFirst(start.utf8.count), as: UTF8.self)
}
