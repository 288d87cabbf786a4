import Foundation
import OpenVINORuntime

/// Where a trial's process writes compiled models: what it leaves half written when it ends early is never met by other programs.
struct TrialFolder: Sendable {
    /// `nil` where there can be none.
    let path: String?
    private let cacheFolder: String?

    init(in cacheFolder: String?) {
        self.cacheFolder = cacheFolder
        guard let cacheFolder else {
            path = nil
            return
        }
        Self.removeForgotten(in: cacheFolder)
        let folder = "\(cacheFolder)/\(Self.prefix)\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            path = folder
        } catch {
            path = nil
        }
    }

    /// Hands the compiled models on to the cache, each whole from the first moment, so that loading finds them.
    func keepCompiledModels() {
        CompiledModelCache(folder: cacheFolder).takeModels(of: CompiledModelCache(folder: path))
    }

    func remove() {
        if let path { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let prefix = "trial-"
    /// Seconds after which no trial goes on any more.
    private static let longest = 86_400.0

    /// Takes away what programs that were killed have left.
    private static func removeForgotten(in cacheFolder: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: cacheFolder)) ?? [] where name.hasPrefix(prefix) {
            let attributes = try? files.attributesOfItem(atPath: "\(cacheFolder)/\(name)")
            guard let date = attributes?[.modificationDate] as? Date, -date.timeIntervalSinceNow > longest else {
                continue
            }
            try? files.removeItem(atPath: "\(cacheFolder)/\(name)")
        }
    }
}
