import Foundation
import ImageSearch
import PostgresClient
import PostgresTesting

@testable import EmbeddedPostgres
@testable import PostgresStore

/// Stores on the suite's server.
enum Stores {
    /// Tries again as long as the server, which other tests keep busy, has no connection left or is too slow.
    static func untilAvailable<R>(_ work: () async throws -> R) async throws -> R {
        while true {
            do { return try await work() } catch let error as StoreError where error.code == .unavailable {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A store on a new database, with the model adopted.
    static func new(
        _ dimensions: Int = 4, indexThreshold: Int = IndexUpkeep.defaultThreshold
    ) async throws -> PictureDatabase {
        let database = try TestServer.database()
        try await ServerRole.prepare(database, createsDatabase: true)
        let store = try await open(database.user(ServerRole.program), indexThreshold: indexThreshold)
        try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: dimensions))
        return store
    }

    /// A store on a database that is there; it waits for as long as other tests keep the server busy.
    static func open(
        _ settings: ConnectionSettings, migrations: [Migration] = Migration.all,
        indexThreshold: Int = IndexUpkeep.defaultThreshold
    ) async throws -> PictureDatabase {
        try await PictureDatabase(
            Database(settings, timeout: .seconds(120)), migrations: migrations, indexThreshold: indexThreshold,
            log: silent)
    }

    /// A text beside the tests.
    static func fixture(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}

extension PictureDatabase {
    /// The nearest of all pictures.
    func nearest(
        _ limit: Int, to query: Embedding, where filter: Filter = Filter()
    ) async throws -> [Neighbour] {
        let target = SearchTarget(query, of: .pictures)
        return try await nearest(to: target, where: filter, count: limit, withEmbeddings: false)
    }

    /// What one plan alone finds.
    func neighbours(
        _ limit: Int, to query: Embedding, where filter: Filter = Filter(), _ plan: SearchPlan
    ) async throws -> [Neighbour] {
        try await neighbours(request(limit, to: SearchTarget(query, of: .pictures), where: filter), plan)
    }

    func neighbours(_ limit: Int, to target: SearchTarget, _ plan: SearchPlan) async throws -> [Neighbour] {
        try await neighbours(request(limit, to: target), plan)
    }

    func request(
        _ limit: Int, to query: Embedding, where filter: Filter = Filter()
    ) async throws -> SearchPlan.Request {
        try await request(limit, to: SearchTarget(query, of: .pictures), where: filter)
    }

    func request(
        _ limit: Int, to target: SearchTarget, where filter: Filter = Filter()
    ) async throws -> SearchPlan.Request {
        guard let model = try await adoptedModel() else { throw AdoptedModel.none }
        var request = SearchPlan.Request(
            target: target, filter: filter, count: limit, withEmbeddings: false,
            model: model,
            vector: vector)
        request.isGrown = try await storedIndex()?.isGrown ?? true
        return request
    }

    /// The index as it lies in the database now.
    func storedIndex() async throws -> StoredIndex? {
        guard let model = try await adoptedModel() else { return nil }
        return try await database.search { try StoredIndex.find(model.index, $0) }
    }

    /// Searches use the index.
    func usesIndex() async throws -> Bool {
        guard let model = try await adoptedModel() else { return false }
        return try await index.isUsable(for: model)
    }

    /// How the server goes through pictures by date.
    func browsePlan(_ order: Order, after last: (date: Int64, id: PictureID)) async throws -> String {
        try await database.search { session in
            let before = SearchPlan.begin(["enable_seqscan = off", "enable_bitmapscan = off"])
            let explain: Fragment = "EXPLAIN \(PictureDatabase.browse(Filter(), order, after: last, 10))"
            let rows = try session.run(before + [.plain(joining: explain), .plain("COMMIT")])[before.count]
            return rows.map { rows.text($0, 0) }.joined(separator: "\n")
        }
    }

    /// Makes pictures gone, as a run does that does not see them.
    func lose(_ ids: [PictureID]) async throws {
        try await database.change { session in
            _ = try session.run(.plain("UPDATE images SET missing_since = now() WHERE id = ANY($1)", .uuids(ids)))
        }
    }

    /// Ends all connections to the database, as the end of their programs does.
    func endPrograms() async throws {
        let others = ConnectionPool(database.settings, size: 1)
        _ = try await TestServer.untilAvailable {
            try await others.perform { session in
                try session.run(
                    .plain(
                        """
                        SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                ).count
            }
        }
    }

    /// The values of a statement's first column, as text.
    func texts(_ sql: String) async throws -> [String] {
        try await database.change { session in
            let rows = try session.run(.plain(sql))
            return rows.map { rows.text($0, 0) }
        }
    }
}
