/// Decides what a folder is to the store, from what is known and nothing else.
struct SourcePlan: Sendable {
    /// A source that this machine may take for its own.
    struct Claim: Sendable {
        let source: KnownSource
        /// Where it lies on this machine.
        let path: String
        /// The paths of its pictures that lie there; `nil` when all of it is this machine's.
        let paths: Set<String>?
    }

    let path: String
    let name: String
    let machine: SourceRegistry.Machine
    let isListed: @Sendable (String) -> Bool
    var claims: [Claim] = []

    /// No other machine can use the database.
    var isPrivate: Bool { machine.ownDataFolder != nil }

    /// An earlier version would have called this folder so.
    func hasName(_ source: KnownSource) -> Bool { [name, path].contains(source.shownName) }

    /// A path is this folder, lies in it or holds it.
    func isRelated(_ other: String) -> Bool {
        relativePath(of: other, in: path) != nil || relativePath(of: path, in: other) != nil
    }

    /// The outermost known source whose listing reaches the folder, and the folder's place within.
    func part(among known: [KnownSource]) -> SourcePart? {
        let roots = own(known).compactMap { source, place in
            listedPath(of: path, in: place).map { SourcePart(source: source, root: place, folder: $0) }
        }
        return roots.min { $0.root.utf8.count < $1.root.utf8.count }
    }

    /// What has to change so that the folder is known and each picture in it belongs to one source.
    func changes(to known: [KnownSource]) -> SourceChanges {
        var changes = SourceChanges()
        var known = known
        var late: [Claim] = []
        for claim in claims where known.contains(claim.source) {
            if claim.source.isRest || own(known).contains(where: { $0.place == claim.path }) {
                late.append(claim)
            } else {
                take(claim, &known, &changes)
            }
        }
        if part(among: known) == nil {
            let source = KnownSource(name: freeName(known), place: place(path))
            known.append(source)
            changes.recorded.append(source)
        }
        guard let root = part(among: known) else { return changes }
        for claim in late { join(claim, root, &changes) }
        for (source, place) in own(known) where source != root.source {
            guard let folder = listedPath(of: place, in: root.root) else { continue }
            changes.moves.append(SourceMove(from: source, to: root.source, below: folder))
        }
        return changes
    }

    /// The source becomes this machine's; what of it is not here may be another's, and keeps its shown path.
    private func take(_ claim: Claim, _ known: inout [KnownSource], _ changes: inout SourceChanges) {
        let claimed = KnownSource(name: claim.source.name, place: place(claim.path))
        known.removeAll { $0.name == claimed.name }
        known.append(claimed)
        changes.recorded.append(claimed)
        guard let paths = claim.paths else { return }
        let rest = KnownSource(name: claimed.name + "/", place: nil)
        known.append(rest)
        changes.recorded.append(rest)
        changes.moves.append(SourceMove(from: claimed.name, to: rest.name) { !paths.contains($0) })
    }

    /// The source's pictures that are this machine's join the root.
    private func join(_ claim: Claim, _ root: SourcePart, _ changes: inout SourceChanges) {
        guard let folder = listedPath(of: claim.path, in: root.root) else { return }
        let paths = claim.paths
        changes.moves.append(
            SourceMove(from: claim.source.name, to: root.source, below: folder) { paths?.contains($0) ?? true })
        if paths == nil { changes.forgotten.append(claim.source.name) }
    }

    // MARK: names

    /// The folder as it is shown, else its absolute path, else that with the machine's name before it.
    private func freeName(_ known: [KnownSource]) -> String {
        let absolute = "\(machine.host):\(path)"
        for candidate in [name, path, absolute] where isFree(candidate, known) { return candidate }
        return (2...).lazy.map { "\(absolute) (\($0))" }.first { isFree($0, known) } ?? absolute
    }

    /// No picture of another place is shown under the name.
    private func isFree(_ candidate: String, _ known: [KnownSource]) -> Bool {
        known.allSatisfy { source in
            if source.name == candidate { return false }
            if let below = relativePath(of: source.name, in: candidate) {
                return source.place == place(path == "/" ? "/" + below : path + "/" + below)
            }
            guard let below = relativePath(of: candidate, in: source.name) else { return true }
            return source.place.map { place($0.path == "/" ? "/" + below : $0.path + "/" + below) } == place(path)
        }
    }

    // MARK: places

    private func place(_ path: String) -> SourcePlace { SourcePlace(machine: machine.id, path: path) }

    private func own(_ known: [KnownSource]) -> [(source: String, place: String)] {
        known.compactMap { source in
            guard let place = source.place, place.machine == machine.id else { return nil }
            return (source.name, place.path)
        }
    }

    private func listedPath(of path: String, in folder: String) -> String? {
        relativePath(of: path, in: folder).flatMap { $0.isEmpty || isListed($0) ? $0 : nil }
    }
}

extension KnownSource {
    /// It holds those pictures of a source of an earlier version that did not lie where the source was claimed.
    ///
    /// Its name ends in a slash, so that their shown paths are what they were.
    var isRest: Bool { place == nil && name.count > 1 && name.hasSuffix("/") }

    /// The name without the slash that marks a rest.
    var shownName: String { isRest ? String(name.dropLast()) : name }
}

/// The path from a folder to what lies in it, empty for the folder itself; `nil` for what lies elsewhere.
func relativePath(of path: String, in folder: String) -> String? {
    // Byte for byte: two names that only look the same are two folders.
    if path.utf8.elementsEqual(folder.utf8) { return "" }
    let start = folder == "/" ? "/" : folder + "/"
    guard path.utf8.starts(with: start.utf8) else { return nil }
    return String(decoding: path.utf8.dropFirst(start.utf8.count), as: UTF8.self)
}
