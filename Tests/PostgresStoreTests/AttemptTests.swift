import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Whose an attempt is, told by the server's processes.
    @Suite struct AttemptTests {
        private let file = PictureFile(location: PictureLocation(source: "source", path: "a"), size: 1, modified: 1)

        private func unfinished(_ store: PictureDatabase) async throws -> Int? {
            let run = try await store.begin("source", below: "")
            return try await store.unknown(among: [file], in: run).first?.attempt?.unfinished
        }

        @Test func `programs at once do not count each other's attempts`() async throws {
            let first = try await Stores.new()
            let second = try await Stores.open(first.database.settings)
            for store in [first, second, first, second] { try await store.attempt([file], rules: "rules") }
            #expect(try await unfinished(first) == 0)
            #expect(try await unfinished(second) == 0)
            // Kept until here: what is let go is an end.
            withExtendedLifetime((first, second)) {}
        }

        @Test func `a process that began after the attempt is another one of the same number`() async throws {
            let store = try await Stores.new()
            try await store.attempt([file], rules: "rules")
            #expect(try await unfinished(store) == 0)
            try await store.database.change { session in
                _ = try session.run(.plain("UPDATE attempts SET at = '2020-01-01'"))
            }
            #expect(try await unfinished(store) == 1)
            try await store.attempt([file], rules: "rules")
            #expect(try await unfinished(store) == 1)
        }
    }
}
