import Platform

/// An open file, closed when the value goes away.
public struct OpenFile: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Opens a file for reading.
    ///
    /// A link at the path's end is refused, and a pipe or device does not make the call wait.
    public init(reading path: String) throws(SystemError) {
        try self.init(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    }

    /// Opens whatever a person names, for reading: links are followed, and a pipe waits for who writes into it.
    public init(named path: String) throws(SystemError) { try self.init(path, O_RDONLY) }

    /// Takes standard input, for reading.
    public init(standardInput: Void) throws(SystemError) {
        descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        guard descriptor >= 0 else { throw SystemError() }
    }

    /// Opens a file for writing at its end, and makes it when it is not there.
    public init(appendingTo path: String, access: FileAccess = .everyone) throws(SystemError) {
        try self.init(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, access)
    }

    /// Opens a log for writing at its end, and makes it when it is not there; links are followed.
    ///
    /// A pipe that nobody reads is refused rather than waited for.
    public init(log path: String) throws(SystemError) {
        try self.init(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK, .owner)
    }

    /// Opens a file for writing, empty.
    public init(writing path: String, access: FileAccess = .everyone) throws(SystemError) {
        try self.init(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, access)
    }

    /// Opens a folder, to have its entries reach the disk.
    init(folder path: String) throws(SystemError) { try self.init(path, O_RDONLY | O_DIRECTORY) }

    private init(_ path: String, _ flags: Int32, _ access: FileAccess = .everyone) throws(SystemError) {
        descriptor = open(path, flags | O_CLOEXEC, access.ofFile)
        guard descriptor >= 0 else { throw SystemError() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What the file system tells of it.
    public borrowing func status() throws(SystemError) -> FileStatus { try FileStatus(of: descriptor) }

    /// Reads until so many bytes are there, or the file ends.
    public borrowing func read(_ count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(SystemError) { filled = try fill(UnsafeMutableRawBufferPointer(buffer)) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads to the end, waiting for what is still to come, but no more than so many bytes.
    public borrowing func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let piece = try read(min(limit - bytes.count, 1 << 20))
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }

    private borrowing func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = Platform.read(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN {
                wait(for: Int16(POLLIN))
                continue
            }
            guard count >= 0 else { throw SystemError() }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Waits on a pipe or terminal that was opened by others not to block.
    private borrowing func wait(for events: Int16) {
        var waiting = pollfd(fd: descriptor, events: events, revents: 0)
        poll(&waiting, 1, -1)
    }

    /// Writes all of the bytes.
    public borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Platform.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes all of the bytes.
    public borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Waits until what was written is on the disk.
    public borrowing func synchronize() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw SystemError() }
    }

    /// Takes from everybody but the owner what rights they have to a file that belongs to this user.
    public borrowing func makePrivate() throws(SystemError) {
        guard try status().kind == .file else { return }
        guard fchmod(descriptor, FileAccess.owner.ofFile) == 0 else { throw SystemError() }
    }

    /// Sets the date of the last change, in nanoseconds since 1970.
    public borrowing func setModified(_ nanoseconds: Int64) throws(SystemError) {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
        guard futimens(descriptor, [time, time]) == 0 else { throw SystemError() }
    }

    /// Holds the file until ``unlock()``, or until this value goes away; `false` when another opening of it, in any program, is held.
    public borrowing func tryLock() throws(SystemError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw SystemError() }
        return false
    }

    /// Lets go of the file at once.
    public borrowing func unlock() { _ = flock(descriptor, LOCK_UN) }
}
