public import ImageSearch
public import ModelPackages
import OpenVINORuntime
import Scheduling
import Synchronization

/// Embeds pictures and texts with a CLIP-like model through OpenVINO.
///
/// ```swift
/// let package = try await ModelPackage.read(in: "models/ViT-B-32__openai")
/// let embedder = try await CLIPEmbedder(package, name: "ViT-B-32__openai")
/// let embedding = try await embedder.embed("a green tree")
/// ```
///
/// It is ready when it is made: the towers are compiled, and when both are loaded, they have run on inputs of the usual
/// sizes, so that the first query is as fast as the others. It may be used from any number of tasks; as many requests
/// run at once as the processor can use.
public final class CLIPEmbedder: Embedder {
    /// Which towers are loaded: each costs time and memory.
    public enum Towers: Sendable {
        /// Pictures and texts.
        case both
        /// Texts only, as one search on the command line needs it.
        case textOnly
        /// Pictures only.
        case imageOnly
    }

    /// The model's name, fingerprint and dimensions.
    public let model: ModelIdentity
    /// How the image tower wants its pictures brought to size.
    public let geometry: PixelGeometry
    /// The arithmetic that is really used: never `auto`.
    public let precision: Precision
    private let tokenizer: ModelTokenizer
    private let imageTower: ImageTower?
    private let textTower: TextTower?
    private let cache: CompiledModelCache
    private let hasEmbeddedText = Atomic(false)

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - package: the folder that was read.
    ///   - name: what the user calls the model.
    ///   - precision: the arithmetic; `auto` suits the processor and the model, `int8` takes the package's quantised towers.
    ///   - towers: which towers are loaded.
    ///   - picturePriority: `background` lets the image tower stand behind all that wants a processor: for a program that
    ///     answers texts while it indexes.
    ///   - cacheFolder: where compiled towers are kept, so that the next start is several times faster.
    ///   - check: tries towers that are new here in a process of their own first; `nil` trusts them.
    /// - Throws: ``ModelPackages/ModelError``; `CancellationError` when the task is cancelled during the check.
    public init(
        _ package: ModelPackage, name: String, precision: Precision = .auto, towers: Towers = .both,
        picturePriority: Priority = .immediate, cacheFolder: String? = nil, check: ModelCheck? = nil
    ) async throws {
        let (package, tokenizer, fingerprint) = try await blocking {
            let package = try package.prepared(for: precision)
            let fingerprint = try package.files.fingerprint()
            let readable = try package.readable(in: cacheFolder, fingerprint: fingerprint)
            return (readable, try ModelTokenizer(package), fingerprint)
        }
        try await check?.run(package.files, towers, precision, fingerprint: fingerprint, cacheFolder: cacheFolder)
        cache = CompiledModelCache(folder: cacheFolder)
        let loaded = try await LoadedTowers.load(
            package, tokenizer, precision, towers, picturePriority: picturePriority, cache: cache)
        geometry = package.geometry
        self.precision = loaded.precision
        self.tokenizer = tokenizer
        imageTower = loaded.image
        textTower = loaded.text
        model = ModelIdentity(name: name, fingerprint: fingerprint, dimensions: try await loaded.dimensions())
        if towers == .both { try await loaded.warmUp() }
        await releaseUnusedMemory()
    }

    /// Gives back what no search needs.
    ///
    /// That is memory which was freed, and mapped weights that were repacked, when loading or when the first large batch of
    /// texts came. Any time is right: what is needed after all comes back from its file.
    public func releaseUnusedMemory() async { await cache.releaseUnusedMemory() }

    /// The embedding of a picture of the size that ``geometry`` asks for.
    public func embed(_ picture: Pixels) async throws -> Embedding {
        guard let imageTower else { throw ModelError(.wrongInput, "the image model was not loaded") }
        return try Embedding(normalizing: await imageTower.embed(picture))
    }

    /// The embedding of a text; one longer than the model's context is cut as the reference does.
    public func embed(_ text: String) async throws -> Embedding {
        guard let textTower else { throw ModelError(.wrongInput, "the text model was not loaded") }
        let ids = tokenizer.tokens(of: text, limit: textTower.fixedLength)
        if hasEmbeddedText.load(ordering: .relaxed) { return try Embedding(normalizing: await textTower.embed(ids)) }
        // The first run packs a part of the weights, as loading does.
        async let _ = cache.keepMappedMemorySmall()
        let values = try await textTower.embed(ids)
        hasEmbeddedText.store(true, ordering: .relaxed)
        return try Embedding(normalizing: values)
    }
}

extension ModelPackage {
    /// The package as it is loaded for a precision: with int8 its quantised towers.
    func prepared(for precision: Precision) throws(ModelError) -> ModelPackage {
        precision == .int8 ? try quantized() : self
    }
}
