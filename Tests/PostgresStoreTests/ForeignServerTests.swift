import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Databases that somebody else set up, in other ways than this program does.
    @Suite struct ForeignDatabaseTests {
        @Test(arguments: ["extensions", "Odd schema"])
        func `pgvector may lie in any schema`(schema: String) async throws {
            try await VectorIndexContract { try await Stores.open(database(withVectorIn: schema)) }.verify()
            try await CatalogueContract { try await Stores.open(database(withVectorIn: schema)) }.verify()
        }

        @Test func `the index works with pgvector in another schema`() async throws {
            let store = try await Stores.open(database(withVectorIn: "extensions"), indexThreshold: 100)
            try await store.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
            try await store.save(Clusters(dimensions: 4).pictures(200))
            try await store.maintainIndex { _ in }
            #expect(try await store.usesIndex())
            #expect(try await store.neighbours(5, to: Clusters(dimensions: 4).embedding(1), .index).count == 5)
        }

        @Test func `a database that cannot hold every name is refused at the start`() async throws {
            let settings = try await database(encoding: "LATIN1")
            let error = await #expect(throws: StoreError.self) { try await PictureDatabase(settings, log: silent) }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.hint == .databaseEncoding)
            for word in ["LATIN1", "encoding"] { #expect(error?.description.contains(word) == true) }
        }

        @Test func `a database that keeps bytes as they are serves`() async throws {
            try await CatalogueContract { try await Stores.open(database(encoding: "SQL_ASCII")) }.verify()
        }

        @Test func `a search path that leads nowhere is told`() async throws {
            let settings = try await database(encoding: "UTF8")
            try await ConnectionPool(settings, size: 1).perform { session in
                let name = settings.value("dbname") ?? ""
                try session.run(.plain("CREATE SCHEMA extensions"))
                try session.run(.plain("CREATE EXTENSION vector SCHEMA extensions"))
                try session.run(.plain("ALTER DATABASE \"\(name)\" SET search_path = nowhere"))
            }
            let error = await #expect(throws: StoreError.self) { try await PictureDatabase(settings, log: silent) }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("search_path") == true)
        }

        private func database(withVectorIn schema: String) async throws -> ConnectionSettings {
            let settings = try await database(encoding: "UTF8")
            try await ConnectionPool(settings, size: 1).perform { session in
                try session.run(.plain("CREATE SCHEMA \"\(schema)\""))
                try session.run(.plain("CREATE EXTENSION vector SCHEMA \"\(schema)\""))
            }
            return settings
        }

        private func database(encoding: String) async throws -> ConnectionSettings {
            let settings = try TestServer.database()
            let name = try #require(settings.value("dbname"))
            try await ConnectionPool(settings.database("postgres"), size: 1).perform { session in
                _ = try session.run(
                    .plain("CREATE DATABASE \"\(name)\" ENCODING '\(encoding)' TEMPLATE template0"))
            }
            return settings
        }
    }
}
