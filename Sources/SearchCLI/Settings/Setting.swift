/// A variable that the program reads, from the environment or from `.env`.
///
/// This table is the only list of them: the help, `.env.example` and docs/settings.md are tested against it.
struct Setting: Sendable, Hashable {
    let name: String
    /// What holds when nothing is set, in words or as a value.
    let standard: String
    let meaning: String

    static let all: [Setting] = [
        Setting(
            name: "TESTING", standard: "0", meaning: "1: the test images, the demo model and a database of their own"),
        Setting(
            name: "IMAGES_DIR", standard: "data/images", meaning: "the folder of your pictures, sub-folders included"),
        Setting(
            name: "INDEX_BY_CONTENT", standard: "0",
            meaning: "1: files without the ending of a picture are told by their first bytes, one small read each"),
        Setting(name: "TEST_IMAGES_DIR", standard: "data/test_images", meaning: "the pictures used with TESTING=1"),
        Setting(name: "DATA_DIR", standard: "data", meaning: "where the database, uploads, caches and logs lie"),
        Setting(name: "MODELS_DIR", standard: "models", meaning: "where downloaded models lie"),
        Setting(
            name: "MODEL_NAME", standard: "openai/clip-vit-base-patch32; with TESTING=1 demo",
            meaning: "a known model, a Hugging Face repository, a folder, or demo"),
        Setting(
            name: "MODEL_PRECISION", standard: "auto",
            meaning: "auto (bf16 where processor and model allow it), f32, bf16, or int8 (make quantize)"),
        Setting(name: "HF_ENDPOINT", standard: "https://huggingface.co", meaning: "where models are downloaded from"),
        Setting(name: "HF_TOKEN", standard: "none", meaning: "the token for models that need one"),
        Setting(name: "HOST", standard: "127.0.0.1", meaning: "the address to listen on; 0.0.0.0 for every network"),
        Setting(name: "PORT", standard: "8000", meaning: "the port to listen on"),
        Setting(
            name: "CORS_ORIGINS", standard: "none",
            meaning: "web origins that may call the API from a browser, separated by commas"),
        Setting(
            name: "ALLOWED_HOSTS", standard: "none",
            meaning: "names that the server goes by besides localhost, such as a proxy's, separated by commas"),
        Setting(
            name: "DB_HOST", standard: "none: the program runs its own PostgreSQL", meaning: "your PostgreSQL server"),
        Setting(name: "DB_PORT", standard: "5432", meaning: "its port"),
        Setting(name: "DB_NAME", standard: "imagesearch; with TESTING=1 imagesearch_test", meaning: "its database"),
        Setting(name: "DB_USER", standard: "postgres", meaning: "its user"),
        Setting(name: "DB_PASSWORD", standard: "none", meaning: "its password"),
        Setting(name: "DATABASE_URL", standard: "none", meaning: "postgresql://… instead of the five above"),
        Setting(
            name: "MACHINE_ID", standard: "made from the system's",
            meaning: "tells machines apart that use one DB_HOST; the same where they see the same folders"),
        Setting(name: "R2_ENDPOINT_URL", standard: "none", meaning: "the bucket's endpoint; or AWS_ENDPOINT_URL"),
        Setting(name: "R2_BUCKET_NAME", standard: "none", meaning: "the bucket; or AWS_BUCKET_NAME"),
        Setting(name: "R2_ACCESS_KEY_ID", standard: "none", meaning: "its key; or AWS_ACCESS_KEY_ID"),
        Setting(name: "R2_SECRET_ACCESS_KEY", standard: "none", meaning: "its secret; or AWS_SECRET_ACCESS_KEY"),
        Setting(
            name: "R2_SESSION_TOKEN", standard: "none",
            meaning: "the token of temporary keys; or AWS_SESSION_TOKEN, where the key is Amazon's too"),
        Setting(
            name: "R2_ADDRESSING", standard: "auto",
            meaning: "path (host/bucket), virtual (bucket.host), or auto: path, unless the whole host is the bucket's"),
        Setting(name: "AWS_REGION", standard: "auto", meaning: "the bucket's region, where it has one"),
        Setting(name: "MAX_IMAGES", standard: "no limit", meaning: "how many pictures download-images brings at most"),
        Setting(name: "MAX_FILE_MB", standard: "64", meaning: "larger picture files are passed over, or refused"),
        Setting(name: "MAX_MEGAPIXELS", standard: "100", meaning: "larger pictures are passed over, or refused"),
        Setting(
            name: "MAX_DECODE_SECONDS", standard: "10",
            meaning: "pictures that take a processor longer to decode are passed over, or refused"),
        Setting(
            name: "MAX_DECODE_MB", standard: "1024",
            meaning: "pictures that take more memory to decode are passed over, or refused"),
        Setting(name: "LOG_LEVEL", standard: "info", meaning: "debug, info, warning or error"),
    ]
}
