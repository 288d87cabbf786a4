import Foundation
import ImageSearch

/// What a download may take, whatever a hub says or sends.
struct DownloadLimits: Sendable {
    /// Bytes of a model's files together; the largest that is known here has 9 GB.
    var mostBytes: Int64 = 20_000_000_000
    /// The bytes that are free where a folder lies; `nil` when the system does not tell.
    var freeBytes: @Sendable (_ folder: String) -> Int64? = { folder in
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }

    /// Checks the sizes that a hub promises, before anything is downloaded; files that it tells no size of count as none.
    func check(_ files: [ModelManifest.File], received: Int64, of repository: String, in folder: String) throws {
        var total: Int64 = 0
        for size in files.compactMap(\.size) {
            guard size >= 0, size <= mostBytes - total else { throw tooLarge(repository) }
            total += size
        }
        guard let free = freeBytes(folder), total - received > free else { return }
        throw ModelHubError(
            .full,
            "the model needs \(megabytes(total - received)) MB more in \(folder), where \(megabytes(free)) are free",
            hint: .modelsDisk)
    }

    /// What is more than a model may have.
    func tooLarge(_ repository: String) -> ModelHubError {
        ModelHubError(
            .unsuitable,
            "\(repository) has more than the \(megabytes(mostBytes)) MB that are downloaded at most: choose another model, or "
                + "put its files into the folder of models yourself")
    }

    private func megabytes(_ bytes: Int64) -> Int64 { bytes / 1_000_000 }
}
