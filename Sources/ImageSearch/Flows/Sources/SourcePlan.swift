/// Decides what a folder is to the store, from what is known and nothing else.
struct SourcePlan: Sendable {
    /// A source that this machine may take for its own.
    struct Claim: Sendable {
        let source: Source
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
    func hasName(_ source: Source) -> Bool { [name, path].contains(source.shownName) }

    /// A path is this folder, lies in it or holds it.
    func isRelated(_ other: String) -> Bool {
        relativePath(of: other, in: path) != nil || relativePath(of: path, in: other) != nil
    }

    /// The outermost known source whose listing reaches the folder, and the folder's place within.
    func part(among known: [Source]) -> SourcePart? {
        let roots = own(known).compactMap { source, place in
            listedPath(of: path, in: place).map { SourcePart(source: source, root: place, folder: $0) }
        }
        return roots.min { $0.root.utf8.count < $1.root.utf8.count }
    }

    /// What has to change so that the folder is known and each picture in it belongs to one source.
    func changes(to known: [Source]) -> SourceChanges {
        var changes = SourceChanges()
        var known = known
        var joining: [Claim] = []
        for claim in claims where known.contains(claim.source) && !take(claim, &known, &changes) {
            joining.append(claim)
        }
        if part(among: known) == nil {
            let source = Source(name: freeName(known), place: place(path))
            known.append(source)
            changes.recorded.append(source)
        }
        guard let root = part(among: known) else { return changes }
        for claim in joining { join(claim, root, &changes) }
        for (source, place) in own(known) where source != root.source {
            guard let folder = listedPath(of: place, in: root.root) else { continue }
            changes.moves.append(SourceMove(from: source, to: root.source, below: folder))
        }
        return changes
    }

    /// The source becomes this machine's; what of it is not here may be another's, and keeps its shown path.
    ///
    /// - Returns: `false` for one that cannot, but may join another: its place has a source already.
    private func take(_ claim: Claim, _ known: inout [Source], _ changes: inout SourceChanges) -> Bool {
        if claim.source.isLeftover || own(known).contains(where: { $0.place == claim.path }) { return false }
        let claimed = Source(name: claim.source.name, place: place(claim.path))
        known.removeAll { $0.name == claimed.name }
        known.append(claimed)
        changes.recorded.append(claimed)
        guard let paths = claim.paths else { return true }
        let leftover = Source(name: claimed.name + "/", place: nil)
        known.append(leftover)
        changes.recorded.append(leftover)
        changes.moves.append(SourceMove(from: claimed.name, to: leftover.name) { !paths.contains($0) })
        return true
    }

    /// The source's pictures that are this machine's join the root.
    private func join(_ claim: Claim, _ root: SourcePart, _ changes: inout SourceChanges) {
        guard let folder = listedPath(of: claim.path, in: root.root) else { return }
        let paths = claim.paths
        changes.moves.append(
            SourceMove(from: claim.source.name, to: root.source, below: folder) { paths?.contains($0) ?? true })
        if paths == nil { changes.forgotten.append(claim.source.name) }
    }

    // MARK: places

    func place(_ path: String) -> SourcePlace { SourcePlace(machine: machine.id, path: path) }

    private func own(_ known: [Source]) -> [(source: String, place: String)] {
        known.compactMap { source in
            guard source.kind == .folder, let place = source.place, place.machine == machine.id else { return nil }
            return (source.name, place.path)
        }
    }

    private func listedPath(of path: String, in folder: String) -> String? {
        relativePath(of: path, in: folder).flatMap { $0.isEmpty || isListed($0) ? $0 : nil }
    }
}
