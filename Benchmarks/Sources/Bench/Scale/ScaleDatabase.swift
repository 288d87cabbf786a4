import EmbeddedPostgres
import Foundation
import ImageSearch
import PostgresClient
import PostgresStore

/// A database of generated vectors, and what filling it and building its indexes costs.
final class ScaleDatabase: Sendable {
    let setup: Setup
    let connection: ConnectionSettings
    let rows: Int
    private let source: any ScaleRows
    var dimensions: Int { source.dimensions }

    init(_ setup: Setup, _ connection: ConnectionSettings, _ source: any ScaleRows, rows: Int) {
        self.setup = setup
        self.connection = connection
        self.source = source
        self.rows = rows
    }

    /// Makes the program's tables and fills them, unless all rows are there.
    ///
    /// - Returns: rows a second, `nil` when they were there.
    func fill() async throws -> Double? {
        let store = try await PictureDatabase(connection, log: Setup.log)
        try await store.adopt(ModelIdentity(name: "generated", fingerprint: "none", dimensions: dimensions))
        guard try await store.count() != rows else { return nil }
        _ = try await sql("DROP INDEX IF EXISTS images_embedding_1, images_bits; TRUNCATE images")
        let duration = try await seconds {
            let copy = BinaryCopy(
                psql: setup.binaries + "/psql", connection: connection,
                table: "images (id, source, path, size, modified, content, embedding_1)")
            try await copy.send(source, rows)
        }
        _ = try await sql("VACUUM ANALYZE images")
        return Double(rows) / duration
    }

    /// Builds the program's index as the program does.
    ///
    /// - Returns: seconds, `nil` when it was there.
    func buildIndex() async throws -> Double? {
        guard try await sql("SELECT to_regclass('images_embedding_1') IS NULL").hasPrefix("t") else { return nil }
        let store = try await PictureDatabase(connection, log: Setup.log)
        let steps = Counter()
        return try await seconds {
            try await store.maintainIndex { progress in
                // Told twice a second; shown each twentieth of the whole.
                guard progress.total > 0, 20 * progress.built / progress.total > steps.value else { return }
                say("building: \(progress.built) of \(progress.total)")
                steps.set(20 * progress.built / progress.total)
            }
        }
    }

    /// Builds a graph of bits, with the memory that it wants.
    ///
    /// - Returns: seconds, `nil` when it was there.
    func buildBits() async throws -> Double? {
        guard try await sql("SELECT to_regclass('images_bits') IS NULL").hasPrefix("t") else { return nil }
        return try await seconds {
            _ = try await sql(
                """
                SET maintenance_work_mem = '\(kilobytes(bytesPerVector: dimensions / 8))kB';
                CREATE INDEX images_bits ON images
                USING hnsw ((binary_quantize(embedding_1)::bit(\(dimensions))) bit_hamming_ops) WHERE missing_since IS NULL
                """)
        }
    }

    /// Builds a graph (HNSW) beside the program's index and drops it again, with so many processes that help the one that builds,
    /// and a part of the memory that it wants; tells whether the graph fitted into it.
    func tryBuilding(workers: Int, memory: Double) async throws -> (seconds: Double, fits: Bool) {
        var notes = ""
        let duration = try await seconds {
            notes = try await sql(
                """
                SET maintenance_work_mem = '\(Int(memory * Double(grantedKilobytes)))kB';
                SET max_parallel_maintenance_workers = \(workers);
                CREATE INDEX images_trial ON images USING hnsw (embedding_1 halfvec_cosine_ops)
                WITH (m = 16, ef_construction = 200) WHERE missing_since IS NULL
                """)
        }
        _ = try await sql("DROP INDEX images_trial")
        return (duration, !notes.contains("no longer fits"))
    }

    /// Replaces the program's index by a graph (HNSW); returns the seconds.
    func rebuild(m: Int, efConstruction: Int) async throws -> Double {
        try await seconds {
            _ = try await sql(
                """
                SET maintenance_work_mem = '\(grantedKilobytes)kB'; DROP INDEX images_embedding_1;
                CREATE INDEX images_embedding_1 ON images USING hnsw (embedding_1 halfvec_cosine_ops)
                WITH (m = \(m), ef_construction = \(efConstruction)) WHERE missing_since IS NULL
                """)
        }
    }

    /// What a graph (HNSW) wants.
    var grantedKilobytes: Int { kilobytes(bytesPerVector: 2 * dimensions) }

    private func kilobytes(bytesPerVector: Int) -> Int {
        min(max((bytesPerVector + 1024) * rows / 800, 65536), 4 << 20)
    }

    /// The size of a table or an index in megabytes.
    func megabytes(_ relation: String) async throws -> Double {
        let text = try await sql("SELECT pg_relation_size('\(relation)')").trimmingCharacters(
            in: .whitespacesAndNewlines)
        guard let bytes = Double(text) else { throw Failure("no size of \(relation): \(text)") }
        return bytes / 1_048_576
    }

    /// The keys that each query finds, nearest first.
    func find(_ queries: [Embedding], _ search: SearchSQL) async throws -> [[Substring]] {
        let statements = queries.flatMap { query in
            search.statements("'\(literal(query.values))'", columns: "id, ").map { $0 + ";" } + ["\\echo end"]
        }
        let lines = try await sql(statements.joined(separator: "\n")).split(separator: "\n")
        return lines.split(separator: "end", omittingEmptySubsequences: false).dropLast().map { lines in
            // Relaxed order returns rows nearly sorted; the program sorts them.
            lines.map { $0.split(separator: "|") }.sorted { (Double($0[1]) ?? 0) < (Double($1[1]) ?? 0) }.map { $0[0] }
        }
    }

    /// Runs a script with psql; returns what it and the server say.
    func sql(_ script: String) async throws -> String {
        let file = setup.work + "/script.sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        return try await Tool.run(
            setup.binaries + "/psql",
            ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-f", file, connection.shellArgument],
            variables: connection.shellEnvironment)
    }
}
