import Foundation
import LocalFiles
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
        let lock = folder.flatMap { try? Self.takeLock(of: $0) }
        defer { lock?.release() }
        return try work()
    }

    private static func takeLock(of folder: String) throws(SystemError) -> FileLock {
        // One whose rights cannot be changed may be shared all the same.
        try? makePrivateFolder(folder)
        let lock = try FileLock(folder: folder)
        try lock.take()
        return lock
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
