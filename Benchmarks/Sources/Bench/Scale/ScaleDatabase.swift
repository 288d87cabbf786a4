import Foundation
import ImageSearch
import PostgresStore

/// A database of generated vectors, and what building it costs.
final class ScaleDatabase: Sendable {
    let setup: Setup
    let connection: ConnectionSettings
    let rows: Int
    let dimensions: Int

    init(_ setup: Setup, _ connection: ConnectionSettings, rows: Int, dimensions: Int) {
        self.setup = setup
        self.connection = connection
        self.rows = rows
        self.dimensions = dimensions
    }

    /// Adds the rows that are not there yet.
    func fill() async throws {
        let store = try await PostgresVectorStore(connection, log: Setup.log)
        try await store.adopt(ModelIdentity(name: "generated", fingerprint: "none", dimensions: dimensions))
        let clusters = Clusters(dimensions: dimensions, seed: 1)
        let present = try await store.count()
        guard present < rows else { return }
        let start = now()
        for first in stride(from: present, to: rows, by: 1000) {
            try await store.save((first..<min(first + 1000, rows)).map { clusters.picture($0) })
            if first % 50_000 == 0 { say("saving: \(first) of \(rows)") }
        }
        say("saved \(number(Double(rows - present) / (now() - start))) rows/s, generating them included")
        _ = try sql("VACUUM ANALYZE images")
    }

    /// Builds the program's index as the program does, and one of bits.
    func buildIndexes(bits: Bool) async throws {
        let store = try await PostgresVectorStore(connection, log: Setup.log)
        let graph = try await seconds {
            try await store.maintainIndex { progress in say("building: \(progress.built) of \(progress.total)") }
        }
        say(
            "graph of vectors: built in \(number(graph)) s, \(try size("images_embedding_hnsw")) (table: \(try size("images")))"
        )
        guard bits else { return }
        let ofBits = try seconds {
            _ = try sql(
                """
                SET maintenance_work_mem = '1GB'; CREATE INDEX IF NOT EXISTS images_bits ON images
                USING hnsw ((binary_quantize(embedding)::bit(\(dimensions))) bit_hamming_ops) WHERE missing_since IS NULL
                """)
        }
        say("graph of bits: built in \(number(ofBits)) s, \(try size("images_bits"))")
    }

    /// Replaces the program's index by one of another shape.
    func rebuild(m: Int, efConstruction: Int) throws {
        let duration = try seconds {
            _ = try sql(
                """
                SET maintenance_work_mem = '1GB'; DROP INDEX images_embedding_hnsw;
                CREATE INDEX images_embedding_hnsw ON images USING hnsw (embedding halfvec_cosine_ops)
                WITH (m = \(m), ef_construction = \(efConstruction)) WHERE missing_since IS NULL
                """)
        }
        let size = try size("images_embedding_hnsw")
        say("graph with m \(m) and ef_construction \(efConstruction): built in \(number(duration)) s, \(size)")
    }

    private func size(_ relation: String) throws -> String {
        try sql("SELECT pg_size_pretty(pg_relation_size('\(relation)'))").trimmingCharacters(
            in: .whitespacesAndNewlines)
    }

    /// The keys that each query finds, nearest first.
    func find(_ queries: [Embedding], _ search: SearchSQL) throws -> [[Substring]] {
        let statements = queries.flatMap { query in
            search.statements("'\(literal(query.values))'", columns: "id, ").map { $0 + ";" } + ["\\echo end"]
        }
        let lines = try sql(statements.joined(separator: "\n")).split(separator: "\n")
        return lines.split(separator: "end", omittingEmptySubsequences: false).dropLast().map { lines in
            // Relaxed order returns rows nearly sorted; the program sorts them.
            lines.map { $0.split(separator: "|") }.sorted { (Double($0[1]) ?? 0) < (Double($1[1]) ?? 0) }.map { $0[0] }
        }
    }

    /// Runs a script with psql.
    func sql(_ script: String) throws -> String {
        let file = setup.work + "/script.sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        return try Tool.run(
            setup.binaries + "/psql",
            ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-f", file, connection.shellArgument],
            variables: connection.shellEnvironment)
    }
}
