import EmbeddedPostgres
import ImageSearch
import PostgresStore

/// Many rows over fewer files: each picture that is indexed stands for many, their vectors turned a little.
struct FilledLibrary: Sendable {
    private static let database = "filled"

    let setup: Setup
    let pictures: Pictures
    let files: Int
    let rows: Int

    /// Serves the files alone, which are indexed unless they are.
    func serveFiles() async throws -> Program {
        let folder = try pictures.folder(of: files, in: setup.work)
        try await setup.run(["index", folder], database: Self.database).finish()
        return try await setup.run(
            ["serve"], images: folder, database: Self.database, ["THUMBNAIL_CACHE_MB": "1024"])
    }

    /// Serves all rows, which are filled in unless they are there.
    func serve() async throws -> Program {
        let program = try await serveFiles()
        await program.stop()
        try await fill()
        return try await serveFiles()
    }

    private func fill() async throws {
        try await setup.withDatabase(Self.database, .own) { connection in
            let store = try await PictureDatabase(connection, log: Setup.log)
            let present = try await store.count()
            try check(present >= files, "\(files) pictures to be indexed, not \(present)")
            guard present < rows else { return }
            say("\(rows - present) rows are filled in")
            let database = ScaleDatabase(setup, connection, Clusters(dimensions: 1, seed: 1), rows: rows)
            _ = try await database.sql(Self.copies(of: present, until: rows))
            try await store.maintainIndex { _ in }
        }
    }

    private static func copies(of present: Int, until rows: Int) -> String {
        """
        CREATE TEMP TABLE present AS SELECT * FROM images;
        SELECT setseed(0.5);
        CREATE TEMP TABLE copies AS SELECT present.* FROM present, generate_series(1, \(rows / max(present, 1))) LIMIT \(rows - present);
        UPDATE copies SET id = gen_random_uuid(), embedding_1 = (SELECT l2_normalize(array_agg(component + 0.02 * random_normal())::halfvec)
            FROM unnest(embedding_1::real[]) AS component);
        INSERT INTO images SELECT * FROM copies;
        -- Seen by every run that comes: no file stands for them.
        INSERT INTO sightings SELECT id, 9223372036854775807 FROM copies;
        ANALYZE images;
        """
    }
}
