import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// A server that takes no changes, as a standby does not.
    @Suite struct ReadOnlyTests {
        private let model = ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4)

        @Test func `searches are served, and changes refused in words`() async throws {
            let store = try await Stores.new(graphThreshold: 100)
            let pictures = Clusters(dimensions: 4).pictures(200)
            try await store.save(pictures)
            try await store.maintainGraph { _ in }
            let standby = try await readOnly(store)
            try await standby.adopt(model)
            try await standby.maintainGraph { _ in }
            #expect(try await standby.usesGraph())
            #expect(try await standby.nearest(5, to: pictures[3].embedding).first?.picture.id == pictures[3].id)
            #expect(try await standby.nearest(5, to: pictures[3].embedding, where: Filter(.folder("x"))).isEmpty)
            #expect(try await standby.embedding(of: pictures[3].id) != nil)
            #expect(try await standby.count() == 200)
            #expect(try await standby.estimatedCount() == 200)
            #expect(try await standby.sources().isEmpty)
            #expect(try await standby.savedSearches().isEmpty)
            #expect(try await standby.nearest(5, to: pictures[3].embedding, where: Filter(.favourite)).isEmpty)
            try await standby.checkReadiness()
            for change in [
                { try await standby.save([pictures[0]]) }, { _ = try await standby.begin("source", below: "") },
                { try await standby.attempt([pictures[0].file], rules: "") },
                { _ = try await standby.setFavourite(pictures[0].id, true) },
                { _ = try await standby.saveSearch("x", as: "x") },
            ] as [() async throws -> Void] {
                let error = await #expect(throws: StoreError.self) { try await change() }
                #expect(error?.code == .unsuitableServer)
                #expect(error?.description.contains("read-only") == true)
            }
        }

        @Test func `a schema of an earlier version is told, not migrated`() async throws {
            let settings = try TestServer.database()
            let store = try await Stores.open(settings, migrations: Array(Migration.all.prefix(2)))
            let error = await #expect(throws: StoreError.self) { try await readOnly(store) }
            #expect(error?.code == .unsuitableServer)
            #expect(error?.description.contains("read-only") == true)
            #expect(try await store.texts("SELECT count(*)::text FROM schema_migrations") == ["2"])
        }

        /// The same database, whose new connections may change nothing.
        private func readOnly(_ store: PictureDatabase) async throws -> PictureDatabase {
            let settings = store.database.settings
            return try await Stores.open(settings.withDefault("options", "-c default_transaction_read_only=on"))
        }
    }
}
