import Platform
import SystemPackage

/// An open file, closed when the value goes away.
public struct OpenFile: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    /// Opens a file for reading.
    ///
    /// A link at the path's end is refused, and a pipe or device does not make the call wait.
    public init(reading path: String) throws(SystemError) {
        try self.init(path, .readOnly, [.noFollow, .nonBlocking])
    }

    /// Opens whatever a person names, for reading: links are followed, and a pipe waits for who writes into it.
    public init(named path: String) throws(SystemError) { try self.init(path, .readOnly) }

    /// Takes standard input, for reading.
    public init(standardInput: Void) throws(SystemError) {
        // A copy with a number of its own, which no program that is started inherits.
        descriptor = FileDescriptor(rawValue: fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3))
        guard descriptor.rawValue >= 0 else { throw SystemError() }
    }

    /// Opens a file for writing at its end, and makes it when it is not there.
    public init(appendingTo path: String, access: FileAccess = .everyone) throws(SystemError) {
        try self.init(path, .writeOnly, [.create, .append, .noFollow], access)
    }

    /// Opens a log for writing at its end, and makes it when it is not there; links are followed.
    ///
    /// A pipe that nobody reads is refused rather than waited for.
    public init(log path: String) throws(SystemError) {
        try self.init(path, .writeOnly, [.create, .append, .nonBlocking], .owner)
    }

    /// Opens a file for writing, empty.
    public init(writing path: String, access: FileAccess = .everyone) throws(SystemError) {
        try self.init(path, .writeOnly, [.create, .truncate, .noFollow], access)
    }

    /// Opens a folder, to lock it or to have its entries reach the disk; links are followed.
    init(folder path: String) throws(SystemError) { try self.init(path, .readOnly, .directory) }

    /// Takes over a descriptor that is open.
    init(adopting descriptor: Int32) { self.descriptor = FileDescriptor(rawValue: descriptor) }

    private init(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = [],
        _ access: FileAccess = .everyone
    ) throws(SystemError) {
        descriptor = try answer {
            try FileDescriptor.open(path, mode, options: options.union(.closeOnExec), permissions: access.ofFile)
        }
    }

    deinit { if descriptor.rawValue >= 0 { try? descriptor.close() } }

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

    /// Reads a part of a file: so many bytes from an offset on, fewer where it ends before.
    public borrowing func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(SystemError) {
                while filled < count {
                    let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let place = Int64(offset + filled)
                    let read = try answer { try descriptor.read(fromAbsoluteOffset: place, into: free) }
                    if read == 0 { break }
                    filled += read
                }
            } catch { failure = error }
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
            let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            do throws(SystemError) {
                let count = try answer { try descriptor.read(into: free) }
                if count == 0 { break }
                filled += count
            } catch  where error.isNotReady {
                waitForInput()
            }
        }
        return filled
    }

    /// Waits on a pipe or terminal that was opened by others not to block.
    private borrowing func waitForInput() {
        var waiting = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, -1)
    }

    /// Writes all of the bytes.
    public borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        _ = try answer { try descriptor.writeAll(bytes) }
    }

    /// Writes all of the bytes.
    public borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
        _ = try answer { try descriptor.writeAll(bytes) }
    }

    /// Writes these bytes in place of all that there is.
    borrowing func replace(with bytes: [UInt8]) throws(SystemError) {
        guard ftruncate(descriptor.rawValue, 0) == 0 else { throw SystemError() }
        _ = try answer { try descriptor.writeAll(toAbsoluteOffset: 0, bytes) }
    }

    /// Waits until what was written is on the disk.
    public borrowing func synchronize() throws(SystemError) {
        guard fsync(descriptor.rawValue) == 0 else { throw SystemError() }
    }

    /// Takes from everybody but the owner what rights they have to a file that belongs to this user.
    public borrowing func makePrivate() throws(SystemError) {
        guard try status().kind == .file else { return }
        guard fchmod(descriptor.rawValue, FileAccess.owner.ofFile.rawValue) == 0 else { throw SystemError() }
    }

    /// Sets the date of the last change, in nanoseconds since 1970.
    public borrowing func setModified(_ nanoseconds: Int64) throws(SystemError) {
        let (seconds, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(remainder))
        guard futimens(descriptor.rawValue, [time, time]) == 0 else { throw SystemError() }
    }

    /// Holds the file until ``unlock()``, or until this value goes away; `false` when another opening of it, in any program, is held.
    public borrowing func tryLock() throws(SystemError) -> Bool {
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw SystemError() }
        return false
    }

    /// As ``tryLock()``, but waits until no other opening is held.
    borrowing func lock() throws(SystemError) {
        while flock(descriptor.rawValue, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SystemError() }
        }
    }

    /// Lets go of the file at once, even if a program that is being started has a copy of the descriptor.
    public borrowing func unlock() { _ = flock(descriptor.rawValue, LOCK_UN) }
}
