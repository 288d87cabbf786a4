import ImageSearch
import LocalFiles
import Platform

/// The right to run a server on a data folder: one program at a time has it, and the kernel takes it back at its end.
struct FolderLock: ~Copyable {
    private let lock: FileLock

    /// Takes the lock, or returns `nil` when another program has it.
    init?(_ files: DataFolder, for use: EmbeddedServer.Use) throws {
        lock = FileLock(adopting: try files.open("lock", O_RDWR | O_CREAT, mode: 0o644))
        guard (try? lock.tryTake()) == true else { return nil }
        // Only words for people and for other programs' questions: the right is there without them.
        try? lock.write("\(getpid())\n\(use == .own ? "own" : "share")\n")
    }

    /// The process that has the lock, as far as the file tells, and whether it means to keep it.
    static func owner(_ files: DataFolder) -> (process: Int32, use: EmbeddedServer.Use)? {
        let lines = files.read("lock")?.split(separator: "\n") ?? []
        guard let process = lines.first.flatMap({ Int32($0) }), process > 0 else { return nil }
        return (process, lines.dropFirst().first == "own" ? .own : .share)
    }
}
