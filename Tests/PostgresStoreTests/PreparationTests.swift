import ImageSearch
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Opening a store on a database: schema, model, rights.
    @Suite struct PreparationTests {
        private let model = ModelIdentity(name: "one", fingerprint: "weights", dimensions: 4)

        @Test func `twelve programs may be the first at once`() async throws {
            let settings = try TestServer.database()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let store = try await PictureDatabase(settings, connections: 1, log: silent)
                        try await store.adopt(model)
                    }
                }
                try await group.waitForAll()
            }
            let versions = try await ConnectionPool(settings, size: 1).perform { session in
                try session.run(.plain("SELECT count(*) FROM schema_migrations")).int64(0, 0)
            }
            #expect(versions == Int64(Migration.all.count))
        }

        @Test func `a database of another model is refused with both names and a way out`() async throws {
            let settings = try TestServer.database()
            try await PictureDatabase(settings, log: silent).adopt(model)
            let store = try await PictureDatabase(settings, log: silent)
            var other = model
            other.name = "two"
            let error = await #expect(throws: StoreError.self) { try await store.adopt(other) }
            #expect(error?.code == .otherModel)
            #expect(error?.hint == .otherModel)
            for word in ["one", "two"] { #expect(error?.description.contains(word) == true) }
        }

        @Test func `a database of a newer program is refused`() async throws {
            let settings = try TestServer.database()
            let next = Migration(
                version: Migration.all.count + 1, name: "next", script: Array("CREATE TABLE next ()".utf8))
            try await open(settings, Migration.all + [next])
            let error = await #expect(throws: StoreError.self) { try await open(settings, Migration.all) }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("newer") == true)
        }

        @Test func `a migration that was changed after its release is refused`() async throws {
            let settings = try TestServer.database()
            try await open(settings, Migration.all)
            let changed = Migration(version: 1, name: "images", script: Migration.all[0].script + [10])
            let error = await #expect(throws: StoreError.self) {
                try await open(settings, [changed] + Migration.all.dropFirst())
            }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("differs") == true)
        }

        @Test func `a migration that fails leaves the schema as it was`() async throws {
            let settings = try TestServer.database()
            let broken = Migration(
                version: Migration.all.count + 1, name: "broken",
                script: Array("CREATE TABLE half (); SELECT nothing FROM nowhere".utf8))
            await #expect(throws: StoreError.self) { try await open(settings, Migration.all + [broken]) }
            let isThere = try await ConnectionPool(settings, size: 1).perform { session in
                try session.run(.plain("SELECT to_regclass('half') IS NOT NULL OR to_regclass('images') IS NOT NULL"))
                    .bool(0, 0)
            }
            #expect(!isThere)
            try await open(settings, Migration.all)
        }

        @Test func `a user without rights learns what is missing`() async throws {
            let settings = try TestServer.database()
            let role = "role-\(UInt64.random(in: 0...UInt64.max))"
            try await ConnectionPool(settings.database("postgres"), size: 1).perform { session in
                _ = try session.run(.plain("CREATE ROLE \"\(role)\" LOGIN"))
            }
            let host = try #require(settings.value("host"))
            let name = try #require(settings.value("dbname"))
            let guest = ConnectionSettings(host: host, database: name, user: role)
            let missing = await #expect(throws: StoreError.self) { try await open(guest, Migration.all) }
            #expect(missing?.code == .unsuitableServer)
            #expect(missing?.description.contains("does not exist") == true)
            let postgres = ConnectionSettings(host: host, database: "template1", user: role)
            let refused = await #expect(throws: StoreError.self) { try await open(postgres, Migration.all) }
            #expect(refused?.code == .unsuitableServer)
            #expect(refused?.description.contains("CREATE EXTENSION vector") == true)
        }

        private func open(_ settings: ConnectionSettings, _ migrations: [Migration]) async throws {
            _ = try await Stores.open(settings, migrations: migrations)
        }
    }
}
