import BlockingWork
import ImageSearch

/// The towers of a model, compiled.
struct LoadedTowers: Sendable {
    let precision: Precision
    let image: ImageTower?
    let text: TextTower?

    /// Compiles both towers at once, each on a thread of its own, because that blocks for a second or more.
    static func load(
        _ package: ModelPackage, _ wanted: Precision, _ towers: CLIPEmbedder.Towers, cacheFolder: String?
    ) async throws -> LoadedTowers {
        let files = package.files
        let loader = try await blocking {
            let core = try Core()
            let precision = try wanted.effective(allowed: package.precisions, capabilities: core.capabilities())
            return TowerLoader(
                core: core, files: files, precision: precision, cacheFolder: cacheFolder,
                hasIntegerWeights: package.hasIntegerWeights)
        }
        async let image = blocking {
            towers == .textOnly ? nil : try ImageTower(loader, files.imageModel, package.preprocessing)
        }
        async let text = blocking {
            towers == .imageOnly ? nil : try TextTower(loader, files.textModel, padID: package.text.padID)
        }
        async let _ = releaseMappedWeights(cacheFolder)
        return LoadedTowers(
            precision: wanted == .int8 ? .int8 : loader.precision, image: try await image, text: try await text)
    }

    /// Keeps what loading leaves behind small while it goes on, until it is cancelled: weights that were repacked are not
    /// held a second time as pages of their file.
    private static func releaseMappedWeights(_ cacheFolder: String?) async {
        guard let cacheFolder else { return }
        while (try? await Task.sleep(for: .milliseconds(5))) != nil {
            _ = try? await blocking { releaseMappedFiles(in: cacheFolder) }
        }
    }

    /// The number of components that the towers agree on: what their files say, else what they give.
    func dimensions(_ package: ModelPackage) async throws -> Int {
        let ofImages = try await image?.dimensions(grey(package))
        let ofTexts = try await text?.dimensions(usual(package, length: 4))
        guard let dimensions = ofImages ?? ofTexts, dimensions == ofTexts ?? dimensions else {
            throw ModelError(
                .unsupported,
                "the towers make embeddings of \(ofImages ?? 0) and \(ofTexts ?? 0) components: they are no pair")
        }
        return dimensions
    }

    /// Runs what a server will be asked for: a shape that has not run yet costs half as much again.
    func warmUp(_ package: ModelPackage) async throws {
        try await image?.warmUp(grey(package))
        for length in 3...16 { _ = try await text?.embed(usual(package, length: length)) }
    }

    private func grey(_ package: ModelPackage) -> Pixels {
        let side = package.geometry.side
        return Pixels(width: side, height: side, rgb: Array(repeating: 128, count: 3 * side * side))
    }

    private func usual(_ package: ModelPackage, length: Int) -> [Int32] {
        package.tokens(of: "a a a a a a a a a a a a a a", limit: min(length, text?.fixedLength ?? length))
    }
}
