public import AsyncHTTPClient
import Foundation
public import ImageSearch
import Scheduling
public import Transfers

/// A model that lies ready in a folder.
public struct ResolvedModel: Sendable, Equatable {
    /// What the model is called, whichever of its names was given.
    public let name: String
    /// The folder's path.
    public let folder: String
    /// The commit of the repository that the files are of; `nil` when they came by hand.
    public let revision: String?
}

/// Finds the model that a name stands for, and downloads it once.
///
/// A name is `demo`, a folder, a known name, or a repository `owner/name` of a hub as Hugging Face's. A repository's
/// files are kept in the folder of models, as `owner--name`, with a manifest that tells the commit and each file's size and digest.
/// A file that is there already is used as it is; when all are, the hub is not asked.
public struct ModelResolver: Sendable {
    private let modelsDirectory: String
    private let demoDirectory: String
    private let hub: HubClient
    private let backoff: Backoff
    /// Their own, so that a folder of models which hangs holds up nobody else.
    private let threads = BlockingThreads("models", limit: 4)
    var limits = DownloadLimits()

    /// Takes where models are kept and come from.
    ///
    /// - Parameters:
    ///   - modelsDirectory: the folder of models; it is made with the first download.
    ///   - demoDirectory: the model that ships with the project.
    ///   - endpoint: the hub, an address such as `https://huggingface.co`.
    ///   - token: of the hub, which only the endpoint itself ever sees.
    ///   - backoff: how often a request is tried again.
    ///   - client: made with the configuration `fileTransfer`.
    public init(
        modelsDirectory: String, demoDirectory: String, endpoint: String, token: Secret?,
        backoff: Backoff = Backoff(), client: HTTPClient
    ) {
        self.modelsDirectory = modelsDirectory
        self.demoDirectory = demoDirectory
        self.backoff = backoff
        let token = token?.value.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        hub = HubClient(
            endpoint: endpoint.trimmingCharacters(in: CharacterSet(charactersIn: "/ ")),
            token: token.isEmpty ? nil : Secret(token), client: client)
    }

    /// Finds a model, and downloads what is missing of it.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - progress: told as bytes arrive; it should return at once.
    /// - Returns: the model's name, folder and revision.
    /// - Throws: ``ModelHubError``; `CancellationError`.
    public func resolve(
        _ name: String, progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws -> ResolvedModel {
        if name == "demo" { return ResolvedModel(name: name, folder: demoDirectory, revision: nil) }
        if let folder = try await existingFolder(name) { return folder }
        guard let repository = KnownModel.named(name)?.repository ?? Self.repository(name) else {
            throw Self.unknown(name)
        }
        let path = Self.folder(of: repository, in: modelsDirectory)
        var folder = try await threads.run { ModelFolder(path) }
        if try await threads.run({ [folder] in !folder.isComplete }) {
            folder = try await ModelDownload(
                hub: hub, repository: repository, folder: path, backoff: backoff, limits: limits,
                threads: threads, report: progress)()
        }
        return ResolvedModel(name: KnownModel.name(of: repository), folder: path, revision: folder.manifest?.revision)
    }

    static func folder(of repository: String, in modelsDirectory: String) -> String {
        modelsDirectory + "/" + repository.replacing("/", with: "--")
    }

    /// The folder that a name is the path of, as it stands or within the folder of models.
    private func existingFolder(_ name: String) async throws -> ResolvedModel? {
        let isPath = ["/", ".", "~"].contains { name.hasPrefix($0) }
        let name = isPath ? NSString(string: name).expandingTildeInPath : name
        return try await threads.run { [modelsDirectory] in
            for path in isPath ? [name] : [name, modelsDirectory + "/" + name] {
                guard ModelFolder(path).holdsPackage else { continue }
                let folder = URL(filePath: path).standardizedFileURL
                return ResolvedModel(name: isPath ? folder.lastPathComponent : name, folder: path, revision: nil)
            }
            guard !isPath else {
                throw ModelHubError(
                    .unknownName, "no complete model lies at \(name)", hint: .modelName)
            }
            return nil
        }
    }

    /// Whether a name has the form of a repository: two parts of letters, digits, `-`, `_` and `.`.
    private static func repository(_ name: String) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isValid = parts.allSatisfy { part in
            !part.hasPrefix(".") && part.wholeMatch(of: /[A-Za-z0-9._-]{1,96}/) != nil && !part.contains("..")
        }
        return parts.count == 2 && isValid ? name : nil
    }

    private static func unknown(_ name: String) -> ModelHubError {
        ModelHubError(.unknownName, "\(name.debugDescription) is no model", hint: .modelName)
    }

}
