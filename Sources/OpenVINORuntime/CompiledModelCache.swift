import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Lets one program at a time fill a cache of compiled models.
///
/// The runtime writes a compiled model in place, and maps what it finds: a program that meets another's half-written file is
/// ended by the system (SIGBUS), or takes the model for damaged.
enum CacheLock {
    /// Runs blocking work while no other program, and no other thread, does the same with this folder.
    ///
    /// A program that ends, however that happens, lets go. Where there can be no folder there is nothing to share.
    static func withLock<Value>(in folder: String?, _ work: () throws -> Value) rethrows -> Value {
        guard let folder else { return try work() }
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return try work() }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        return try work()
    }
}
