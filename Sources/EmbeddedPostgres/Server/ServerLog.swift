import ImageSearch
import Platform

/// The file that the server's messages go to, kept below a few megabytes.
///
/// Whoever writes there also holds a lock on it, which all of its children inherit and the kernel takes back when the
/// last of them ends: the surest sign of whether one of them lives.
struct ServerLog: Sendable {
    private static let name = "server.log"
    /// Where it is cut, and how much is kept then.
    private static let limits = (most: 4 << 20, kept: 256 << 10)

    let folder: DataFolder

    var path: String { "\(folder.path)/\(ServerLog.name)" }

    /// Lends a file descriptor that appends.
    func withDescriptor<R>(_ body: (Int32) throws -> R) throws -> R {
        let descriptor = try folder.open(ServerLog.name, O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        defer { close(descriptor) }
        return try body(descriptor)
    }

    /// A file descriptor that appends, for a program that is started: the log is held as long as that has it.
    func openHeld() throws -> Int32 {
        let descriptor = try folder.open(ServerLog.name, O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        flock(descriptor, LOCK_SH)
        return descriptor
    }

    /// A program that was started with the log, or a child of it, lives.
    var isHeld: Bool {
        guard let descriptor = try? folder.open(ServerLog.name, O_RDONLY, mode: 0) else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// How long it is now: messages of what happens next stand after this.
    func length() throws -> Int { try withDescriptor { Int(lseek($0, 0, SEEK_END)) } }

    /// What was written after a position, a few kilobytes at most.
    func text(from position: Int) throws -> String {
        try withDescriptor { descriptor in
            var bytes = [UInt8](repeating: 0, count: 16_384)
            let start = max(position, Int(lseek(descriptor, 0, SEEK_END)) - bytes.count)
            let count = pread(descriptor, &bytes, bytes.count, off_t(start))
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    /// Keeps only the end of a log that has grown too long; the server goes on appending to the same file.
    func trim() throws {
        try withDescriptor { descriptor in
            let length = Int(lseek(descriptor, 0, SEEK_END))
            guard length > ServerLog.limits.most else { return }
            var bytes = [UInt8](repeating: 0, count: ServerLog.limits.kept)
            let count = pread(descriptor, &bytes, bytes.count, off_t(length - bytes.count))
            ftruncate(descriptor, 0)
            write(descriptor, bytes, max(0, count))
        }
    }

    /// What kept a program from its work, when the disk did.
    ///
    /// - Parameter text: what it wrote; a full disk may have kept it from writing anything.
    /// - Returns: the error to throw, or `nil` when there is room.
    func fullDisk(in text: String) -> StoreError? {
        let signs = ["No space left on device", "Disk quota exceeded"]
        guard signs.contains(where: text.contains) || folder.isFull else { return nil }
        return DataFolder.full("\(text.suffix(1000)) (log: \(path))")
    }
}
