import CLIPEmbedding
import ImageSearch
import LocalFiles
import Logging
import ModelPackages
import Scheduling

extension Library {
    /// Finds the model that the settings name, and downloads it when it is not there.
    func locateModel() async throws -> ResolvedModel {
        let line = ProgressLine { log.info("\($0)") }
        defer { line.clear() }
        return try await withHTTPClient { client in
            let resolver = ModelResolver(
                modelsDirectory: settings.modelsFolder, demoDirectory: home.demoModel, endpoint: settings.hubEndpoint,
                token: settings.hubToken, client: client)
            return try await resolver.resolve(settings.modelName) { progress in
                let total = progress.total.map { " of \(byteCount($0))" } ?? ""
                line.update(
                    "downloading the model: \(byteCount(progress.bytes))\(total), "
                        + "\(byteCount(progress.bytesPerSecond))/s")
            }
        }
    }

    /// Loads what a purpose needs of the model.
    func embedder(for purpose: Purpose) async throws -> CLIPEmbedder {
        let model = try await locateModel()
        let cache = settings.cacheFolder
        // The runtime makes it when this fails, or tells why not.
        try? await blocking { try makePrivateFolder(cache) }
        return try await CLIPEmbedder(
            ModelPackage.read(in: model.folder), name: model.name,
            precision: settings.modelPrecision, towers: purpose.towers,
            picturePriority: purpose == .serving ? .background : .immediate, cacheFolder: cache, check: ModelCheck())
    }
}

extension Library.Purpose {
    fileprivate var towers: CLIPEmbedder.Towers {
        switch self {
        case .serving, .indexing, .searchingByTextAndPicture: .both
        case .searchingByText: .textOnly
        case .searchingByPicture: .imageOnly
        }
    }
}
