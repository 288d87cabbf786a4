import Foundation
import LocalFiles

/// What a model's folder holds, or is to hold, written beside its files.
struct ModelManifest: Sendable, Equatable, Codable {
    /// One file of the model.
    struct File: Sendable, Equatable, Codable {
        /// Its path, in the repository as in the folder.
        var path: String
        /// Bytes; `nil` when the hub did not tell.
        var size: Int64?
        /// What its content must be; `nil` when the hub did not tell.
        var digest: FileDigest?
    }

    private static let name = "manifest.json"

    /// The repository on the hub.
    var repository: String
    /// The commit that the files are of.
    var revision: String
    var files: [File]

    /// Reads the manifest of a folder; `nil` when there is none that can be read.
    init?(in folder: String) {
        let path = folder + "/" + Self.name
        // Opening a pipe would wait for whoever writes into it.
        guard (try? FileStatus(of: path).kind) == .file, let data = FileManager.default.contents(atPath: path),
            let manifest = try? JSONDecoder().decode(Self.self, from: data)
        else { return nil }
        self = manifest
    }

    init(repository: String, revision: String, files: [File]) {
        self.repository = repository
        self.revision = revision
        self.files = files
    }

    /// Writes it into a folder, whole or not at all.
    func write(in folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(Array(encoder.encode(self)) + [UInt8(ascii: "\n")], to: folder + "/" + Self.name)
    }
}
