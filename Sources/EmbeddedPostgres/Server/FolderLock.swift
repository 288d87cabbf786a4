import ImageSearch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to run a server on a data folder: one program at a time has it, and the kernel takes it back at its end.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, or returns `nil` when another program has it.
    init?(_ files: DataFolder, for use: EmbeddedServer.Use) throws {
        descriptor = try files.open("lock", O_RDWR | O_CREAT, mode: 0o644)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        let text = Array("\(getpid())\n\(use == .own ? "own" : "share")\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
    }

    deinit {
        // Closing alone is not enough: a process that is being started at this moment has a copy of the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process that has the lock, as far as the file tells, and whether it means to keep it.
    static func owner(_ files: DataFolder) -> (process: Int32, use: EmbeddedServer.Use)? {
        let lines = files.read("lock")?.split(separator: "\n") ?? []
        guard let process = lines.first.flatMap({ Int32($0) }), process > 0 else { return nil }
        return (process, lines.dropFirst().first == "own" ? .own : .share)
    }
}
