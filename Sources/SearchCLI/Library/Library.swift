import CLIPEmbedding
import Foundation
import ImageSearch
import ImageSources
import LocalFiles
import Logging
import ModelPackages
import PostgresStore
import Scheduling
import VipsDecoding

/// Puts the parts together as the settings say: the one place that knows them all.
struct Library: Sendable {
    let settings: Settings
    let log: Logger
    let home: HomeFolder
    let decoder: WorkerImageDecoder

    init(_ settings: Settings, log: Logger? = nil) throws {
        self.settings = settings
        self.log = log ?? Logger(label: "imagesearch") { _ in LineLogHandler(level: settings.logLevel, file: nil) }
        home = HomeFolder.find()
        decoder = WorkerImageDecoder(
            limits: .init(
                pixels: settings.maxPixels, bytes: settings.maxFileBytes, seconds: settings.maxDecodeSeconds,
                megabytes: settings.maxDecodeMegabytes))
    }

    // MARK: pictures

    /// A folder as a source, or as a part of the source that it lies in; recorded when it is new.
    func source(at folder: String, in store: any VectorStore) async throws -> FolderSource {
        try await FolderSource(name: folder, root: folder).verify()
        let known = try await store.sources()
        let part = try await registry(of: store).register(folder, named: displayedPath(folder))
        if !known.contains(where: { $0.name == part.source }),
            let other = known.first(where: { $0.place?.path == part.root }), let machine = other.place?.machine
        {
            log.warning(
                """
                this folder is new to the database, where \(other.name) is a folder of the same path on another machine; \
                if that is this machine, set MACHINE_ID=\(machine)
                """)
        }
        return FolderSource(part, maxBytes: settings.maxFileBytes, byContent: settings.indexByContent)
    }

    private func registry(of store: any VectorStore) throws -> SourceRegistry {
        var machine = SourceRegistry.Machine(id: "own", host: MachineIdentity.host, ownDataFolder: settings.dataFolder)
        if case .embedded = settings.database {
        } else {
            let identity = MachineIdentity(given: settings.machineID, dataFolder: settings.dataFolder)
            machine = SourceRegistry.Machine(id: try identity.find(), host: MachineIdentity.host)
        }
        return SourceRegistry(store: store, folders: LocalFolders(), machine: machine)
    }

    /// The bytes of one picture that the user named; a `-` is standard input.
    func read(_ path: String) async throws -> [UInt8] {
        let file = NamedFile(path: path, maxBytes: settings.maxFileBytes)
        return try await blockingUntilCancelled { try file.read() }
    }

    // MARK: model

    /// Loads the model that the settings name.
    func embedder(
        _ towers: CLIPEmbedder.Towers = .both, picturePriority: Priority = .immediate
    ) async throws -> CLIPEmbedder {
        let model = try await locateModel()
        let cache = settings.dataFolder + "/cache"
        // The runtime makes it when this fails, or tells why not.
        try? await blocking { try makePrivateFolder(cache) }
        return try await CLIPEmbedder(
            ModelPackage.read(in: model.folder), name: model.name,
            precision: Precision(rawValue: settings.modelPrecision) ?? .auto,
            towers: towers, picturePriority: picturePriority, cacheFolder: cache, check: ModelCheck())
    }

    // MARK: store

    /// Runs work on the database: the settings' server, or one of the program's own that lives as long as the work.
    func withStore<Value: Sendable>(
        _ use: EmbeddedServer.Use, _ work: @escaping @Sendable (PostgresVectorStore) async throws -> Value
    ) async throws -> Value {
        try await withDatabase(use) { connection in
            try await work(PostgresVectorStore(connection, log: log))
        }
    }

    /// As ``withStore(_:_:)``, for what needs the address alone.
    ///
    /// - Parameters:
    ///   - use: who may use the folder of an embedded server.
    ///   - createsDatabase: an embedded database is made when there is none; else that is an error.
    ///   - work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``ImageSearch/StoreError``, or what the work throws.
    func withDatabase<Value: Sendable>(
        _ use: EmbeddedServer.Use, createsDatabase: Bool = true,
        _ work: @escaping @Sendable (ConnectionSettings) async throws -> Value
    ) async throws -> Value {
        switch settings.database {
        case .url(let url): return try await work(.url(url.value).filled(from: LibpqVariables.all))
        case .server(let host, let port, let database, let user, let password):
            return try await work(
                ConnectionSettings(host: host, port: port, database: database, user: user, password: password?.value)
                    .filled(from: LibpqVariables.all))
        case .embedded(let database):
            let server = EmbeddedServer(
                folder: settings.dataFolder + "/postgres", binaries: home.postgresBinaries, database: database,
                createsDatabase: createsDatabase, log: log)
            return try await server.run(use, work)
        }
    }

    /// psql: that of the program's own server, or the system's for somebody else's, which can do TLS.
    var databaseShell: DatabaseShell {
        if case .embedded = settings.database {
            return DatabaseShell(psql: home.postgresBinaries + "/psql", readsUsersFile: false)
        }
        return DatabaseShell(psql: "psql", readsUsersFile: true)
    }

    // MARK: flows

    func indexer(
        of source: any ImageSource, embedder: any Embedder, store: any VectorStore, retries: Bool = false
    ) -> Indexer {
        Indexer(
            source: source, decoder: decoder, embedder: embedder, store: store,
            workers: 2 * ProcessInfo.processInfo.activeProcessorCount, retries: retries)
    }

    func searcher(embedder: any Embedder, store: any VectorStore) -> Searcher {
        Searcher(decoder: decoder, embedder: embedder, store: store)
    }

    /// Where uploads are kept.
    func uploads(in store: any VectorStore) throws -> UploadFolder {
        let (folder, registry) = (settings.uploadsFolder, try registry(of: store))
        return UploadFolder(root: folder) {
            // Asked for each picture: another program may index a folder that holds this one at any time.
            try await registry.part(of: folder, named: displayedPath(folder))
        }
    }

    func uploader(embedder: any Embedder, store: any VectorStore) throws -> Uploader {
        let uploads = try uploads(in: store)
        return Uploader(decoder: decoder, embedder: embedder, store: store, uploads: uploads)
    }
}
