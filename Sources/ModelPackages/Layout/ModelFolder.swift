import LocalFiles

/// A folder that a model lies in, wholly or in part.
struct ModelFolder: Sendable, Equatable {
    let path: String
    /// What it is to hold; `nil` when its files came there by hand.
    let manifest: ModelManifest?

    init(_ path: String) {
        self.path = path
        manifest = ModelManifest(in: path)
    }

    /// The files of the manifest that are not there; a file that is there is used as it is.
    var missing: [ModelManifest.File] { manifest?.files.filter { size(of: $0.path) == nil } ?? [] }

    /// Whether the model can be used, so that the hub need not be asked.
    var isComplete: Bool { manifest == nil ? holdsPackage : missing.isEmpty }

    /// Whether all the files are there without which it is no model.
    var holdsPackage: Bool {
        PackageLayout.complete { size(of: $0) != nil } != nil
    }

    /// Whether any of a model's files are there.
    var holdsAnything: Bool {
        manifest != nil || PackageLayout.all.contains { $0.required.contains { size(of: $0) != nil } }
    }

    /// The bytes of the model's files that are there.
    var size: Int64 {
        let files = manifest?.files.map(\.path) ?? Array(Set(PackageLayout.all.flatMap(\.required)))
        return files.compactMap(size(of:)).reduce(0, +)
    }

    func path(of file: String) -> String { path + "/" + file }

    private func size(of file: String) -> Int64? {
        guard let status = try? FileStatus(of: path(of: file)), status.kind == .file else { return nil }
        return status.size
    }
}
