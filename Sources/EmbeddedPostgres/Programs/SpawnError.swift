import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that could not be started.
public struct SpawnError: Error, Sendable {
    /// The program.
    public let program: String
    /// Why, in the system's words.
    public let reason: String
}

extension SubprocessError {
    /// The program did not even start.
    var isOfStart: Bool { code == .spawnFailed || code == .executableNotFound }
}

extension Executable {
    /// A path when there is a slash in it, otherwise a name in the search path.
    static func of(_ program: String) -> Executable {
        program.contains("/") ? .path(FilePath(program)) : .name(program)
    }
}
