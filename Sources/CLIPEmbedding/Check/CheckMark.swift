import Foundation
import ImageSearch
import ModelPackages
import OpenVINORuntime

/// A file whose name says that a tower has passed its trial.
struct CheckMark: Sendable {
    private let path: String?

    /// The mark of a tower in the state that it is in; another version of the runtime may fail on what this one can do.
    ///
    /// Without a cache folder nothing is remembered.
    init(_ cacheFolder: String?, fingerprint: String, _ precision: Precision, state: String) {
        let name = "\(fingerprint) \(precision.rawValue) \(state) \(InferenceRuntime.version)"
        let digest = ContentHash(of: Array(name.utf8)).description
        path = cacheFolder.map { "\($0)/checked-\(digest.prefix(32))" }
    }

    var isSet: Bool { path.map(FileManager.default.fileExists) ?? false }

    /// Remembers it; where that is not possible the tower is tried again the next time.
    func set() {
        guard let path else { return }
        _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
}

extension PackageFiles {
    /// What tells a tower from what it was before, beyond the package's fingerprint, which leaves out the midst of large files.
    func state(of tower: String) throws(ModelError) -> (text: String, byteCount: Int) {
        var text = ""
        var byteCount = 0
        for file in [tower] + (try companions(of: tower)) {
            // Of the file itself, not of a link to it.
            let real = URL(filePath: path(file)).resolvingSymlinksInPath().path
            let attributes = try? FileManager.default.attributesOfItem(atPath: real)
            let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
            let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            text += "\(file) \(size) \(date)\n"
            byteCount += size
        }
        return (text, byteCount)
    }
}
