import CLIPEmbedding
import ImageSearch
import ModelPackages
import PostgresStore

/// How many queries a second are answered when their embeddings are remembered, beside pgbench with the same SQL.
struct RepeatedQueries: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let pause: Double
    /// Texts that are asked again and again.
    private static let texts = 8
    private static let limit = 5

    /// Adds vectors and their search index beside the pictures of a serving program.
    func fill(_ database: String, vectors count: Int) async throws {
        let dimensions = try await embeddings()[0].dimensions
        try await setup.withDatabase(database) { settings in
            let store = try await PictureDatabase(settings, log: Setup.log)
            let clusters = Clusters(dimensions: dimensions, seed: 1)
            let present = try await store.count()
            for start in stride(from: present, to: count, by: 1000) {
                try await store.save((start..<min(start + 1000, count)).map { clusters.picture($0) })
            }
            try await store.maintainIndex { _ in }
        }
    }

    func run(_ database: String, _ port: UInt16, vectors: Int) async throws {
        let embeddings = try await embeddings()
        let connections = try (0..<16).map { _ in try HTTPConnection(port: port) }
        let queries = Queries()
        try await setup.withDatabase(database) { settings in
            let bench = try PGBench(setup, settings, embeddings, .program(limit: Self.limit))
            var whole: [Double] = []
            var bare: [Double] = []
            for _ in 0..<rounds {
                bare.append(try await bench.run(clients: 4, for: pause).rate)
                whole.append(
                    try await repeated(on: connections.count, for: pause) { thread, count in
                        try connections[thread].search(queries[(thread + count) % Self.texts], limit: Self.limit)
                    }.rate)
            }
            report.add(
                .rate(
                    "repeated text queries over \(vectors) vectors, 16 clients", Sample(whole).median, "queries/s",
                    limit: Sample(bare).median, "pgbench, the same SQL, 4 connections", atLeast: 0.7))
        }
    }

    /// What the program looks for when it is asked the texts.
    private func embeddings() async throws -> [Embedding] {
        let embedder = try await CLIPEmbedder(
            ModelPackage(folder: setup.modelFolder), name: "bench",
            precision: Precision(rawValue: setup.precision) ?? .auto, towers: .textOnly, cacheFolder: setup.cache)
        var embeddings: [Embedding] = []
        for number in 0..<Self.texts { embeddings.append(try await embedder.embed(Queries()[number])) }
        return embeddings
    }
}
