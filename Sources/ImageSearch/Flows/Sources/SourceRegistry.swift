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

    let catalogue: any Catalogue
    let folders: any FolderLookup
    let machine: Machine

    /// Joins what is needed to tell folders apart.
    public init(catalogue: any Catalogue, folders: any FolderLookup, machine: Machine) {
        self.catalogue = catalogue
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
        let places = try await places()
        let known = places.decoded(try await catalogue.sources())
        if let part = try await plan(folder, name, places, known).part(among: known) { return part }
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
        let places = try await places()
        let known = places.decoded(try await catalogue.sources())
        var plan = try await plan(folder, name, places, known)
        plan.claims = try await claims(on: known, plan)
        if !plan.changes(to: known).isEmpty {
            // Planned again on what is true under the lock: another program may have been faster.
            try await catalogue.changeSources { [plan] in places.encoded(plan.changes(to: places.decoded($0))) }
        }
        guard let part = plan.part(among: places.decoded(try await catalogue.sources())) else {
            throw StoreError(.failed, "the folder could not be recorded as a source")
        }
        return part
    }

    /// The real path of a source's folder on this machine; `nil` when it lies on another one, or where is not recorded.
    ///
    /// - Parameter source: its name.
    /// - Returns: an absolute path.
    /// - Throws: ``SourceError`` when the data folder cannot be found, ``StoreError``.
    public func folder(of source: String) async throws -> String? {
        let known = try await places().decoded(try await catalogue.sources())
        let place = known.first { $0.name.utf8.elementsEqual(source.utf8) }?.place
        return place.flatMap { $0.machine == machine.id ? $0.path : nil }
    }

    private func plan(
        _ folder: String, _ name: String, _ places: Places, _ known: [Source]
    ) async throws -> SourcePlan {
        let path = try await folders.path(folders.realPath(of: folder), byTheNameOf: places.own(known))
        return SourcePlan(path: path, name: name, machine: machine, isListed: folders.isListed)
    }

    private func places() async throws -> Places {
        guard let folder = machine.ownDataFolder else { return Places(machine: machine, dataFolder: nil) }
        return Places(machine: machine, dataFolder: try await folders.realPath(of: folder))
    }
}
