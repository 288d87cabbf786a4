import Foundation
import ImageSearch
import ImageSearchTesting
import Logging
import PostgresClient
import PostgresStore
import PostgresTesting
import Synchronization

@testable import EmbeddedPostgres

/// What tests of embedded servers share.
enum EmbeddedServers {
    static let picture = Clusters(dimensions: 4).picture(1)

    static func server(_ folder: String, database: String = "imagesearch", log: Logger = silent) -> EmbeddedServer {
        EmbeddedServer(folder: folder + "/postgres", binaries: TestServer.binaries, database: database, log: log)
    }

    static func store(_ settings: ConnectionSettings, timeout: Duration = .seconds(120)) async throws
        -> PictureDatabase
    {
        let store = try await PictureDatabase(settings, timeout: timeout, log: silent)
        try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
        return store
    }

    /// How many pictures a server finds that is run for the question.
    static func count(_ folder: String, _ use: EmbeddedServer.Use = .own) async throws -> Int {
        try await server(folder).run(use) { try await store($0).count() }
    }

    /// What a killed program leaves: a server that takes connections, and a lock that nobody holds.
    ///
    /// - Returns: its end.
    static func forsaken(_ folder: DataFolder) async throws -> Task<Void, any Error> {
        let (started, announcement) = AsyncStream.makeStream(of: Void.self)
        let server = Task {
            defer { announcement.finish() }
            try await Postmaster(folder, Binaries(TestServer.binaries)).run(silent) { announcement.yield() }
        }
        if await started.first(where: { true }) == nil { try await server.value }
        return server
    }

    /// Runs a program beside a test, with a log in a folder of its own, and ends it afterwards.
    static func beside(
        _ command: [String], in folder: String, endingBy signal: Int32 = SIGKILL,
        _ body: @Sendable (pid_t) async throws -> Void
    ) async throws {
        _ = try await Command.run(command, log: ServerLog(folder: DataFolder(folder))) { process in
            try await body(process)
            kill(process, signal)
        }
    }

    static func processes(_ folder: String) -> [pid_t] {
        (try? DataFolder(folder + "/postgres")).map { ServerProcesses($0) }.map { $0.servers + $0.setUps } ?? []
    }

    /// Tries again as long as the server is too slow for work that has little time.
    static func untilAvailable<R>(_ work: () async throws -> R) async throws -> R {
        while true {
            do { return try await work() } catch let error as StoreError where error.code == .unavailable {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// The first value of a statement.
    static func text(_ settings: ConnectionSettings, _ sql: String) async throws -> String {
        try await ConnectionPool(settings, size: 1).perform { try $0.run(.plain(sql)).text(0, 0) }
    }
}

/// A logger that tells a test what was logged.
final class Listener: Sendable {
    private let lines = Mutex<[String]>([])
    private let heard: @Sendable (String) -> Void

    init(_ heard: @escaping @Sendable (String) -> Void = { _ in }) { self.heard = heard }

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(listener: self) } }

    private func hear(_ line: String) {
        lines.withLock { $0.append(line) }
        heard(line)
    }

    private struct Handler: LogHandler {
        let listener: Listener
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { listener.hear("\(event.message)") }
    }
}
