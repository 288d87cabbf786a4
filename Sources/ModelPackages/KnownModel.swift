/// A name that a user may know a model by, and the repository that holds it as a package that can be read.
public struct KnownModel: Sendable, Equatable {
    /// The name that stands for it.
    public let name: String
    /// The repository on the hub.
    public let repository: String

    /// The names that need no repository's layout to be known; any other repository of a layout that is read works too.
    ///
    /// OpenAI's own repositories hold no ONNX files, so that their names stand for published exports of them.
    public static let all: [KnownModel] =
        ["clip-vit-base-patch32", "clip-vit-base-patch16", "clip-vit-large-patch14"].map { model in
            KnownModel(name: "openai/\(model)", repository: "Xenova/\(model)")
        }
        + [
            "ViT-B-32__openai", "ViT-B-32__laion2b-s34b-b79k", "ViT-B-16__openai", "ViT-L-14__openai",
        ].map { KnownModel(name: $0, repository: "immich-app/\($0)") }

    /// The one name that a repository's model goes by, whichever was given: stored vectors are known by it.
    static func name(of repository: String) -> String {
        all.first { $0.repository == repository }?.name ?? repository
    }

    /// The model of a name, in upper or lower case.
    static func named(_ name: String) -> KnownModel? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }
}
