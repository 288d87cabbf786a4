import ImageSearch
import ImageSources
import Logging
import PostgresStore

extension OpenLibrary {
    /// A folder as a source, or as a part of the source that it lies in; recorded when it is new.
    func source(at folder: String) async throws -> FolderSource {
        try await source(SourcePart(source: folder, root: folder, folder: "")).verify()
        let known = try await pictures.sources()
        let part = try await registry().register(folder, named: displayedPath(folder))
        warnOfOtherMachine(part, known)
        return source(part)
    }

    private func source(_ part: SourcePart) -> FolderSource {
        FolderSource(part, maxBytes: settings.maxFileBytes, byContent: settings.indexByContent)
    }

    /// Where uploads are kept.
    func uploads() throws -> UploadFolder {
        let (folder, registry) = (settings.uploadsFolder, try registry())
        return UploadFolder(root: folder) {
            // Asked for each picture: another program may index a folder that holds this one at any time.
            try await registry.part(of: folder, named: displayedPath(folder))
        }
    }

    private func registry() throws -> SourceRegistry { try Self.registry(settings, pictures) }

    /// Knows the folders of this machine that are sources.
    static func registry(_ settings: Settings, _ pictures: PictureDatabase) throws -> SourceRegistry {
        SourceRegistry(catalogue: pictures, folders: LocalFolders(), machine: try machine(settings))
    }

    private static func machine(_ settings: Settings) throws -> SourceRegistry.Machine {
        if case .embedded = settings.database {
            return SourceRegistry.Machine(
                id: "own", host: MachineIdentity.host, ownDataFolder: settings.dataFolder)
        }
        let identity = MachineIdentity(given: settings.machineID, dataFolder: settings.dataFolder)
        return SourceRegistry.Machine(id: try identity.find(), host: MachineIdentity.host)
    }

    /// A machine that got another number finds the folders that it indexed before under that of a stranger.
    private func warnOfOtherMachine(_ part: SourcePart, _ known: [Source]) {
        guard !known.contains(where: { $0.name == part.source }),
            let stranger = known.first(where: { $0.place?.path == part.root }), let machine = stranger.place?.machine
        else { return }
        log.warning(
            """
            this folder is new to the database, where \(stranger.name) is a folder of the same path on another machine; \
            if that is this machine, set MACHINE_ID=\(machine)
            """)
    }
}
