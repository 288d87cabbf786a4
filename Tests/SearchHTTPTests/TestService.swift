import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Logging
import SearchHTTP
import Synchronization

/// The whole front end over fakes; what reached the model and the uploads can be looked at.
struct TestService: Sendable {
    let store = MemoryStore()
    let uploads = MemoryUploadStore()
    let model = RecordingModel()
    let originals = MemoryOriginals()
    let thumbnails = FakeThumbnails()
    let activity = Activity()
    var configuration = SearchAPIConfiguration(hints: { "(\($0))" })
    var faultyStore: FaultyStore?
    var uploadError: (any Error)?
    var readinessError: (any Error)?
    var scorer: (any RelevanceScorer)?
    /// How long whoever asks for texts to try waits for more than one.
    var examplesWithin = Duration.seconds(3)

    /// The application that the program runs.
    func application(
        host: String = "127.0.0.1", port: Int = 0, logger: Logger = .silent,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        api.application(host: host, port: port, logger: logger, onListening: onListening)
    }

    /// The front end that the program assembles.
    var api: SearchAPI {
        let store: any PictureStore = faultyStore ?? store
        let uploads: any UploadStore = uploadError.map(FaultyUploads.init) ?? uploads
        let looking = Looking(decoder: model, embedder: model, in: store)
        let searcher = Searcher(looking: looking, vectors: store, catalogue: store, scorer: scorer)
        let uploader = Uploader(looking: looking, uploads: uploads, catalogue: store, activity: activity)
        let flows = SearchFlows(
            searcher: searcher, uploader: uploader, catalogue: store, activity: activity,
            vectorizer: Vectorizer(looking: looking), originals: originals,
            thumbnails: Thumbnails(catalogue: store, originals: originals, maker: thumbnails, cache: thumbnails),
            duplicates: DuplicateGroups(catalogue: store, vectors: store), savedSearches: store,
            examples: ExampleQueries(
                searcher: searcher, catalogue: store, vectors: store, scorer: scorer, longest: examplesWithin))
        let readinessError = readinessError
        return SearchAPI(flows, configuration: configuration) {
            if let readinessError { throw readinessError }
        }
    }

    /// Puts pictures into the store, and their files where originals are.
    func fill(_ count: Int) async throws {
        try await store.save(
            (0..<count).map { number in
                let bytes = Array("\(number)".utf8)
                let location = Self.location(number)
                originals.put(bytes, at: location)
                return Picture(
                    file: PictureFile(
                        location: location, state: FileState(size: Int64(bytes.count), modified: 1)),
                    content: ContentHash(of: bytes),
                    embedding: try Embedding(normalizing: [Float(number), 1, 1, 1]), facts: nil)
            })
    }

    /// Where one of those pictures lies.
    static func location(_ number: Int) -> PictureLocation {
        PictureLocation(source: "data/test_images", path: "\(number).jpg")
    }

    /// The key of one of those pictures.
    static func id(_ number: Int) -> PictureID { PictureID(location(number)) }
}

extension Logger {
    /// Tells of nothing that a test expects.
    static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

/// Keeps what is logged, from the level `debug` on.
struct RecordedLog: LogHandler {
    private final class Lines: Sendable {
        let values = Mutex<[LogEvent]>([])
    }
    private let recorded = Lines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    /// The lines so far.
    var lines: [LogEvent] { recorded.values.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { recorded.values.withLock { $0.append(event) } }
}

/// The fake decoder and model, writing down what they are given.
final class RecordingModel: ImageDecoder, Embedder {
    let rules = "fake"
    private let decoder = FakeDecoder()
    private let embedder = FakeEmbedder()
    private let record = Mutex<(texts: [String], files: [[UInt8]], error: (any Error & Sendable)?)>(([], [], nil))

    var texts: [String] { record.withLock { $0.texts } }
    var files: [[UInt8]] { record.withLock { $0.files } }
    var model: ModelIdentity { embedder.model }
    var geometry: PixelGeometry { embedder.geometry }

    /// Makes every call fail.
    func fail(with error: any Error & Sendable) { record.withLock { $0.error = error } }

    func decode(_ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry) async throws -> DecodedPicture {
        try record.withLock { record in
            record.files.append(file)
            if let error = record.error { throw error }
        }
        return try await decoder.decode(file, to: geometry)
    }

    func embed(_ picture: Pixels) async throws -> Embedding { try await embedder.embed(picture) }

    func embed(_ text: String) async throws -> Embedding {
        try record.withLock { record in
            record.texts.append(text)
            if let error = record.error { throw error }
        }
        return try await embedder.embed(text)
    }
}

/// Uploads that cannot be kept.
struct FaultyUploads: UploadStore {
    let error: any Error

    func keep(_ bytes: [UInt8], content: ContentHash, format: ImageFormat) async throws -> PictureFile { throw error }
    func remove(_ location: PictureLocation, content: ContentHash) async throws -> Bool { throw error }
}

extension TestClientProtocol {
    /// Sends a form with one file.
    func send(
        _ picture: [UInt8], to uri: String, fileName: String = "x.jpg", field: String = "file"
    ) async throws -> TestResponse {
        try await execute(
            uri: uri, method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
            body: ByteBuffer(bytes: formBody(picture, fileName: fileName, field: field)))
    }
}

/// The body of a form with one file, its boundary being `line`.
func formBody(_ picture: [UInt8], fileName: String = "x.jpg", field: String = "file") -> [UInt8] {
    let head = "--line\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(fileName)\"\r\n\r\n"
    return Array(head.utf8) + picture + Array("\r\n--line--\r\n".utf8)
}

/// The body of a form with texts and files, its boundary being `line`.
func formBody(_ fields: [(name: String, bytes: [UInt8], isFile: Bool)]) -> [UInt8] {
    let parts = fields.map { field in
        let file = field.isFile ? "; filename=\"\(field.name).jpg\"" : ""
        let head = "--line\r\nContent-Disposition: form-data; name=\"\(field.name)\"\(file)\r\n\r\n"
        return Array(head.utf8) + field.bytes + Array("\r\n".utf8)
    }
    return Array(parts.joined()) + Array("--line--\r\n".utf8)
}
