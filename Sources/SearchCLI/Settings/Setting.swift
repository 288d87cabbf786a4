/// A variable that the program reads, from the environment or from `.env`.
///
/// This table is the only list of them: the help, `.env.example` and docs/settings.md are tested against it.
struct Setting: Sendable, Hashable {
    let name: String
    /// What holds when nothing is set; `nil` where nothing does.
    private let value: String?
    /// What holds instead with TESTING=1.
    private let testingValue: String?
    /// What holds when nothing is set, in words.
    let defaultText: String
    let meaning: String

    private init(_ name: String, default value: String, testing: String? = nil, _ meaning: String) {
        self.name = name
        self.value = value
        self.meaning = meaning
        testingValue = testing
        defaultText = value + (testing.map { "; with TESTING=1 \($0)" } ?? "")
    }

    private init(_ name: String, unset text: String, _ meaning: String) {
        self.name = name
        self.meaning = meaning
        value = nil
        testingValue = nil
        defaultText = text
    }

    /// The value that holds when nothing is set.
    static func defaultValue(of name: String, isTesting: Bool) -> String? {
        guard let setting = all.first(where: { $0.name == name }) else { return nil }
        return isTesting ? setting.testingValue ?? setting.value : setting.value
    }

    static let all: [Setting] = [
        Setting("TESTING", default: "0", "1: the test images, the demo model and a database of their own"),
        Setting("IMAGES_DIR", default: "data/images", "the folder of your pictures, sub-folders included"),
        Setting(
            "INDEX_BY_CONTENT", default: "0",
            "1: files without the ending of a picture are told by their first bytes, one small read each"),
        Setting("TEST_IMAGES_DIR", default: "data/test_images", "the pictures used with TESTING=1"),
        Setting("DATA_DIR", default: "data", "where the database, uploads, caches and logs lie"),
        Setting("MODELS_DIR", default: "models", "where downloaded models lie"),
        Setting(
            "MODEL_NAME", default: "openai/clip-vit-base-patch32", testing: "demo",
            "a known model, a Hugging Face repository, a folder, or demo"),
        Setting(
            "MODEL_PRECISION", default: "auto",
            "auto (bf16 where processor and model allow it), f32, bf16, or int8 (make quantize)"),
        Setting("HF_ENDPOINT", default: "https://huggingface.co", "where models are downloaded from"),
        Setting("HF_TOKEN", unset: "none", "the token for models that need one"),
        Setting("HOST", default: "127.0.0.1", "the address to listen on; 0.0.0.0 for every network"),
        Setting("PORT", default: "8000", "the port to listen on"),
        Setting("CORS_ORIGINS", unset: "none", "web origins that may call the API from a browser, separated by commas"),
        Setting(
            "ALLOWED_HOSTS", unset: "none",
            "names that the server goes by besides localhost, such as a proxy's, separated by commas"),
        Setting("DB_HOST", unset: "none: the program runs its own PostgreSQL", "your PostgreSQL server"),
        Setting("DB_PORT", default: "5432", "its port"),
        Setting("DB_NAME", default: "imagesearch", testing: "imagesearch_test", "its database"),
        Setting("DB_USER", default: "postgres", "its user"),
        Setting("DB_PASSWORD", unset: "none", "its password"),
        Setting("DATABASE_URL", unset: "none", "postgresql://… instead of the five above"),
        Setting(
            "MACHINE_ID", unset: "made from the system's",
            "tells machines apart that use one DB_HOST; the same where they see the same folders"),
        Setting("R2_ENDPOINT_URL", unset: "none", "the bucket's endpoint; or AWS_ENDPOINT_URL"),
        Setting("R2_BUCKET_NAME", unset: "none", "the bucket; or AWS_BUCKET_NAME"),
        Setting("R2_ACCESS_KEY_ID", unset: "none", "its key; or AWS_ACCESS_KEY_ID"),
        Setting("R2_SECRET_ACCESS_KEY", unset: "none", "its secret; or AWS_SECRET_ACCESS_KEY"),
        Setting(
            "R2_SESSION_TOKEN", unset: "none",
            "the token of temporary keys; or AWS_SESSION_TOKEN, where the key is Amazon's too"),
        Setting(
            "R2_ADDRESSING", default: "auto",
            "path (host/bucket), virtual (bucket.host), or auto: path, unless the whole host is the bucket's"),
        Setting("AWS_REGION", default: "auto", "the bucket's region, where it has one"),
        Setting("MAX_IMAGES", unset: "no limit", "how many pictures download-images brings at most"),
        Setting("MAX_FILE_MB", default: "64", "larger picture files are passed over, or refused"),
        Setting("MAX_MEGAPIXELS", default: "100", "larger pictures are passed over, or refused"),
        Setting(
            "MAX_DECODE_SECONDS", default: "10",
            "pictures that take a processor longer to decode are passed over, or refused"),
        Setting(
            "MAX_DECODE_MB", default: "1024", "pictures that take more memory to decode are passed over, or refused"),
        Setting(
            "STORE_POSITIONS", default: "1",
            "0 keeps neither where pictures were taken nor the names of these places; what is indexed already stays as it is"
        ),
        Setting(
            "THUMBNAIL_CACHE_MB", default: "1024",
            "how much room thumbnails may take in DATA_DIR/thumbnails; 0 keeps none"),
        Setting("MAX_EXPORT_MB", default: "2048", "how much the files of one archive may have that the page hands out"),
        Setting("LOG_LEVEL", default: "info", "debug, info, warning or error"),
    ]
}
