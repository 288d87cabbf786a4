import CLIPEmbedding
import Foundation
import ImageSearch
import ImageSources
import Logging

/// Everything that can be set, read once at the start and checked.
struct Settings: Sendable {
    var isTesting: Bool
    var imagesFolder: String
    var indexByContent: Bool
    var dataFolder: String
    var machineID: String?
    var modelsFolder: String
    var modelName: String
    var modelPrecision: Precision
    var hubEndpoint: String
    var hubToken: Secret?
    var host: String
    var port: Int
    var corsOrigins: [String]
    var allowedHosts: [String]
    var database: DatabaseSetting
    var bucket: BucketSetting
    var maxImages: Int?
    var maxFileBytes: Int
    var maxPixels: Int
    var maxDecodeSeconds: Int
    var maxDecodeMegabytes: Int
    var storesPositions: Bool
    var thumbnailCacheBytes: Int
    /// The most bytes of files that one archive may hold.
    var maxExportBytes: Int
    var logLevel: Logger.Level

    /// Which database: an own server, or somebody's.
    enum DatabaseSetting: Sendable {
        case embedded(database: String)
        case url(Secret)
        case server(host: String, port: Int, database: String, user: String, password: Secret?)
    }

    /// Where pictures are downloaded from; each part may be unset until it is needed.
    struct BucketSetting: Sendable {
        var endpoint: Secret?
        var name: String?
        var accessKey: Secret?
        var secretKey: Secret?
        var sessionToken: Secret?
        var region: String
        var addressing: BucketAddress.Addressing
    }

    /// The folder that uploads are kept in.
    var uploadsFolder: String { dataFolder + (isTesting ? "/test_uploads" : "/uploads") }
    /// What can be made again at any time.
    var cacheFolder: String { dataFolder + "/cache" }

    /// Reads the process environment, and `.env` in the working folder for what it does not say.
    ///
    /// A key of the file that is not read, but nearly is, is told: it was mistyped.
    ///
    /// - Throws: ``DotEnvError`` for a file that cannot be used; ``UsageError``.
    static func load() throws -> Settings {
        let environment = ProcessInfo.processInfo.environment
        let file = try DotEnvFile().text().map { try parseDotEnv($0, environment: environment) } ?? [:]
        for name in file.keys.sorted() {
            guard let meant = Setting.meant(by: name) else { continue }
            Console.note("warning: \(name) in .env is not known; did you mean \(meant)?")
        }
        return try Settings(file.merging(environment) { $1 })
    }

    /// Details of errors are wanted on the terminal; this is known when the other settings cannot be read, too.
    static var wantsDetails: Bool {
        let environment = ProcessInfo.processInfo.environment
        let file = try? DotEnvFile().text().map { try parseDotEnv($0, environment: environment) }
        return (file ?? [:]).merging(environment) { $1 }["LOG_LEVEL"]?.lowercased() == "debug"
    }

    /// Reads settings from variables; an empty one counts as unset.
    ///
    /// - Throws: ``UsageError`` naming the variable, its value and what it may be.
    init(_ variables: [String: String]) throws {
        isTesting = try VariableReader(variables).flag("TESTING")
        let read = VariableReader(variables, isTesting: isTesting)
        imagesFolder = isTesting ? read.text("TEST_IMAGES_DIR") : read.text("IMAGES_DIR")
        indexByContent = try read.flag("INDEX_BY_CONTENT")
        dataFolder = read.text("DATA_DIR")
        machineID = read["MACHINE_ID"]
        modelsFolder = read.text("MODELS_DIR")
        modelName = read.text("MODEL_NAME")
        modelPrecision = try read.choice("MODEL_PRECISION")
        hubEndpoint = try read.address("HF_ENDPOINT")
        hubToken = read["HF_TOKEN"].map { Secret($0) }
        host = read.text("HOST")
        port = try read.number("PORT", in: 0...65535)
        corsOrigins = read.list("CORS_ORIGINS")
        allowedHosts = read.list("ALLOWED_HOSTS")
        database = try Self.database(read)
        bucket = try Self.bucket(read)
        maxImages = try read.optionalNumber("MAX_IMAGES", in: 1...Int(Int32.max))
        maxFileBytes = try read.number("MAX_FILE_MB", in: 1...4096) << 20
        maxPixels = try read.number("MAX_MEGAPIXELS", in: 1...10_000) * 1_000_000
        maxDecodeSeconds = try read.number("MAX_DECODE_SECONDS", in: 1...3600)
        maxDecodeMegabytes = try read.number("MAX_DECODE_MB", in: 64...65536)
        storesPositions = try read.flag("STORE_POSITIONS")
        thumbnailCacheBytes = try read.number("THUMBNAIL_CACHE_MB", in: 0...1_048_576) << 20
        maxExportBytes = try read.number("MAX_EXPORT_MB", in: 1...1_048_576) << 20
        let level: LogLevel = try read.choice("LOG_LEVEL")
        logLevel = level.level
    }

    private enum LogLevel: String, CaseIterable {
        case debug, info, warning, error

        var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
    }

    private static func bucket(_ read: VariableReader) throws -> BucketSetting {
        // A token of Amazon's belongs to the key of Amazon's, and must not be sent to another service with another key.
        let token = read["R2_SESSION_TOKEN"] ?? (read["R2_ACCESS_KEY_ID"] == nil ? read["AWS_SESSION_TOKEN"] : nil)
        return BucketSetting(
            endpoint: (read["R2_ENDPOINT_URL"] ?? read["AWS_ENDPOINT_URL"]).map { Secret($0) },
            name: read["R2_BUCKET_NAME"] ?? read["AWS_BUCKET_NAME"],
            accessKey: (read["R2_ACCESS_KEY_ID"] ?? read["AWS_ACCESS_KEY_ID"]).map { Secret($0) },
            secretKey: (read["R2_SECRET_ACCESS_KEY"] ?? read["AWS_SECRET_ACCESS_KEY"]).map { Secret($0) },
            sessionToken: token.map { Secret($0) },
            region: read["AWS_REGION"] ?? read["AWS_DEFAULT_REGION"] ?? read.text("AWS_REGION"),
            addressing: try read.choice("R2_ADDRESSING"))
    }

    private static func database(_ read: VariableReader) throws -> DatabaseSetting {
        if let url = read["DATABASE_URL"] { return .url(Secret(url)) }
        let name = read.text("DB_NAME")
        guard let host = read["DB_HOST"] else { return .embedded(database: name) }
        return .server(
            host: host, port: try read.number("DB_PORT", in: 1...65535), database: name, user: read.text("DB_USER"),
            password: read["DB_PASSWORD"].map { Secret($0) })
    }
}
