/// Between the paths of places as they are stored and as they are.
///
/// In a database of the program's own, a folder within the data folder is stored by its path from there: the database
/// moves with that folder, and so do they.
struct Places: Sendable {
    let machine: SourceRegistry.Machine
    let dataFolder: String?

    func decoded(_ sources: [Source]) -> [Source] { sources.map { changed($0, decoded) } }

    func encoded(_ changes: SourceChanges) -> SourceChanges {
        var changes = changes
        changes.recorded = changes.recorded.map { changed($0, encoded) }
        return changes
    }

    func own(_ sources: [Source]) -> [String] {
        sources.filter { $0.kind == .folder }.compactMap(\.place).filter { $0.machine == machine.id }.map(\.path)
    }

    private func changed(_ source: Source, _ change: (String) -> String) -> Source {
        guard source.kind == .folder else { return source }
        return Source(
            name: source.name,
            place: source.place.map { SourcePlace(machine: $0.machine, path: change($0.path)) })
    }

    private func decoded(_ path: String) -> String {
        guard let dataFolder, !path.hasPrefix("/") else { return path }
        return path == "." ? dataFolder : dataFolder + "/" + path
    }

    private func encoded(_ path: String) -> String {
        guard let dataFolder, let relative = relativePath(of: path, in: dataFolder) else { return path }
        return relative.isEmpty ? "." : relative
    }
}
