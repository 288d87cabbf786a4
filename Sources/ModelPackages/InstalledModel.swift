import LocalFiles
import Scheduling

/// A model in the folder of models.
public struct InstalledModel: Sendable, Equatable {
    /// The name that stands for it.
    public let name: String
    /// The folder's path.
    public let folder: String
    /// Bytes of its files.
    public let size: Int64
    /// The commit that its files are of; `nil` when they came by hand.
    public let revision: String?
    /// Whether all of its files are there.
    public let isComplete: Bool
}

extension ModelResolver {
    /// The models in a folder, in the order of their names; none when there is no such folder.
    public static func installed(in modelsDirectory: String) async throws -> [InstalledModel] {
        let models = try await blockingUntilCancelled {
            let names = try? FolderEntry.read(modelsDirectory) { $0.isValid && $0.kind != .file }
            return (names ?? []).compactMap { installed(named: $0.name, in: modelsDirectory) }
        }
        return models.sorted { $0.name < $1.name }
    }

    private static func installed(named name: String, in modelsDirectory: String) -> InstalledModel? {
        let folder = ModelFolder(modelsDirectory + "/" + name)
        guard folder.holdsAnything else { return nil }
        let repository = folder.manifest?.repository ?? name.replacing("--", with: "/", maxReplacements: 1)
        return InstalledModel(
            name: KnownModel.name(of: repository), folder: folder.path, size: folder.size,
            revision: folder.manifest?.revision, isComplete: folder.isComplete)
    }
}
