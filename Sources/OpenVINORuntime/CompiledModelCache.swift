import Foundation
import Platform

/// The folder in which compiled models are kept, so that the next start is several times faster; or none.
package struct CompiledModelCache: Sendable {
    /// `nil` keeps nothing.
    package let folder: String?

    /// Names the folder, which need not be there yet.
    package init(folder: String?) { self.folder = folder }

    /// Runs blocking work while no other program, and no other thread, does the same with this folder.
    ///
    /// The runtime writes a compiled model in place, and maps what it finds: a program that meets another's half-written
    /// file is ended by the system (SIGBUS), or takes the model for damaged. A program that ends, however that happens, lets
    /// go. Where there can be no folder there is nothing to share.
    func withLock<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        guard let folder else { return try work() }
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return try work() }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        return try work()
    }

    /// Takes the compiled models of another cache, each whole from the first moment.
    package func takeModels(of other: CompiledModelCache) {
        guard let folder, let source = other.folder else { return }
        for file in (try? FileManager.default.contentsOfDirectory(atPath: source)) ?? []
        where file.hasSuffix(Self.suffix) {
            _ = rename("\(source)/\(file)", "\(folder)/\(file)")
        }
    }

    /// How the names of compiled models end.
    static let suffix = ".blob"
}
