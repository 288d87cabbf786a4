import ImageSearch
import LocalFiles
import Logging
import ModelPackages

extension Library {
    /// Finds the model that the settings name, and downloads it when it is not there.
    func locateModel() async throws -> ResolvedModel {
        let line = ProgressLine { log.info("\($0)") }
        defer { line.clear() }
        return try await withHTTPClient { client in
            let hub = ModelHub(
                modelsDirectory: settings.modelsFolder, demoDirectory: home.demoModel, endpoint: settings.hubEndpoint,
                token: settings.hubToken, client: client)
            return try await hub.resolve(settings.modelName) { progress in
                let total = progress.total.map { " of \(byteCount($0))" } ?? ""
                line.update(
                    "downloading the model: \(byteCount(progress.bytes))\(total), "
                        + "\(byteCount(progress.bytesPerSecond))/s")
            }
        }
    }
}
