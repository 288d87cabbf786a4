/// Knows folders again, however they are named: each is one source, or a part of one.
///
/// A source is known by the machine and the real path of its folder; its name is the one under which it was first seen.
/// A folder within a known source is a part of that source, and a source within a folder that becomes known joins it.
public struct SourceRegistry: Sendable {
    /// The machine whose folders are looked at.
    public struct Machine: Sendable {
        /// Tells it from others that use the same database.
        public let id: String
        /// Its name, for the names of sources when two machines have the same path.
        public let host: String
        /// The data folder that holds the database, when no other machine can use it; folders below move along with it.
        public let ownDataFolder: String?

        /// Describes a machine.
        public init(id: String, host: String, ownDataFolder: String? = nil) {
            self.id = id
            self.host = host
            self.ownDataFolder = ownDataFolder
        }
    }

    private let store: any VectorStore
    private let folders: any FolderLookup
    private let machine: Machine

    /// Joins what is needed to tell folders apart.
    public init(store: any VectorStore, folders: any FolderLookup, machine: Machine) {
        self.store = store
        self.folders = folders
        self.machine = machine
    }

    /// The part of a source that a folder is, for adding a picture to it: nothing is changed when it is known.
    ///
    /// - Parameters:
    ///   - folder: its path, absolute or from the working folder; it need not exist yet.
    ///   - name: how results are to show it.
    /// - Returns: the source, and the folder's place within.
    /// - Throws: ``SourceError`` when the path cannot be followed, ``StoreError``.
    public func part(of folder: String, named name: String) async throws -> SourcePart {
        let places = Places(machine: machine, dataFolder: try await dataFolder())
        let known = places.decoded(try await store.sources())
        let path = try await folders.path(folders.realPath(of: folder), byTheNameOf: places.own(known))
        if let part = plan(path, name, places).part(among: known) { return part }
        return try await register(folder, named: name)
    }

    /// The part of a source that a folder is, for listing it: recorded when it is new, and joined by the sources within.
    ///
    /// - Parameters:
    ///   - folder: its path, absolute or from the working folder.
    ///   - name: how results are to show it.
    /// - Returns: the source, and the folder's place within.
    /// - Throws: ``SourceError`` when the path cannot be followed, ``StoreError``.
    public func register(_ folder: String, named name: String) async throws -> SourcePart {
        let places = Places(machine: machine, dataFolder: try await dataFolder())
        let stored = try await store.sources()
        let known = places.decoded(stored)
        let path = try await folders.path(folders.realPath(of: folder), byTheNameOf: places.own(known))
        var plan = plan(path, name, places)
        plan.claims = try await claims(on: known, plan)
        let changes = plan.changes(to: known)
        if !changes.isEmpty {
            // Planned again on what is true under the lock: another program may have been faster.
            try await store.changeSources { [plan] in
                places.encoded(plan.changes(to: places.decoded($0)))
            }
        }
        guard let part = plan.part(among: places.decoded(try await store.sources())) else {
            throw StoreError(.failed, "the folder could not be recorded as a source")
        }
        return part
    }

    private func plan(_ path: String, _ name: String, _ places: Places) -> SourcePlan {
        SourcePlan(path: path, name: name, machine: machine, isListed: folders.isListed)
    }

    private func dataFolder() async throws -> String? {
        guard let folder = machine.ownDataFolder else { return nil }
        return try await folders.realPath(of: folder)
    }

    // MARK: sources of earlier versions, and folders that were moved

    /// Sources without a place that are this folder, hold it or lie in it, and those that were moved to here.
    private func claims(on known: [KnownSource], _ plan: SourcePlan) async throws -> [SourcePlan.Claim] {
        var claims: [SourcePlan.Claim] = []
        // Of several names of one folder, that which results are to show comes first, and is the one that stays.
        for source in known.filter({ $0.shownName == plan.name }) + known.filter({ $0.shownName != plan.name }) {
            guard let path = try await claimedPath(of: source, plan) else { continue }
            if source.place == nil, plan.isPrivate, plan.hasName(source) {
                claims.append(SourcePlan.Claim(source: source, path: path, paths: nil))
                continue
            }
            let files = try await store.files(in: source.name)
            let present = await folders.present(files, in: path)
            guard present.ofSameSize > 0 else { continue }
            let isWhole = plan.isPrivate || source.place != nil
            claims.append(SourcePlan.Claim(source: source, path: path, paths: isWhole ? nil : present.paths))
        }
        return claims
    }

    private func claimedPath(of source: KnownSource, _ plan: SourcePlan) async throws -> String? {
        if let place = source.place {
            guard place.machine == machine.id, place.path != plan.path else { return nil }
            let now = try? await folders.realPath(of: place.path)
            if now == plan.path { return plan.path }
            let isStillThere = await folders.exists(place.path) && now == place.path
            return plan.hasName(source) && !isStillThere ? plan.path : nil
        }
        if plan.hasName(source) { return plan.path }
        guard let path = try? await folders.realPath(of: source.shownName), await folders.exists(path) else {
            return nil
        }
        return plan.isRelated(path) ? path : nil
    }
}

/// Between the paths of places as they are stored and as they are.
///
/// In a database of the program's own, a folder within the data folder is stored by its path from there: the database
/// moves with that folder, and so do they.
struct Places: Sendable {
    let machine: SourceRegistry.Machine
    let dataFolder: String?

    func decoded(_ sources: [KnownSource]) -> [KnownSource] { sources.map { changed($0, decoded) } }

    func encoded(_ changes: SourceChanges) -> SourceChanges {
        var changes = changes
        changes.recorded = changes.recorded.map { changed($0, encoded) }
        return changes
    }

    func own(_ sources: [KnownSource]) -> [String] {
        sources.compactMap(\.place).filter { $0.machine == machine.id }.map(\.path)
    }

    private func changed(_ source: KnownSource, _ change: (String) -> String) -> KnownSource {
        KnownSource(
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
