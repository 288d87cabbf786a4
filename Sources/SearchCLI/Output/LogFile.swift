import LocalFiles
import Synchronization

/// A log file that only its owner reads, written on a thread of its own.
///
/// It is put aside as `….1` whenever it has grown too long. When somebody else moves it away or removes it, as logrotate
/// does, a new one is begun; one that is cut to nothing is gone on with at its new end.
final class LogFile: Sendable {
    /// The length in bytes after which a file is put aside.
    static let longest: Int64 = 10 << 20
    private let writer: LineWriter

    /// Opens a file to append to, and makes it and its folder when they are not there.
    ///
    /// - Throws: ``SystemError`` when it cannot be written.
    init(_ path: String, longest: Int64 = LogFile.longest) throws(SystemError) {
        let file = try FollowedFile(path, longest: longest)
        writer = LineWriter { file.write($0) }
    }

    /// Has a line written; never waits and never fails.
    func append(_ line: String) { writer.append(line) }

    /// Waits until all lines are written, but not for a disk that does not answer.
    func flush() { writer.flush(within: Console.readerTimeout) }
}

/// The file that currently has the log's name.
private final class FollowedFile: Sendable {
    private struct State: ~Copyable {
        var file: OpenFile
        /// The last write stopped within a line.
        var isTorn = false
    }
    private let path: String
    private let longest: Int64
    private let state: Mutex<State>

    init(_ path: String, longest: Int64) throws(SystemError) {
        self.path = path
        self.longest = longest
        state = Mutex(State(file: try Self.open(path)))
    }

    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            // When no new one can be begun, the old one is better than none.
            if !isCurrent(state.file), let new = try? Self.open(path) { state.file = new }
            do throws(SystemError) {
                try state.file.write(state.isTorn ? [UInt8(ascii: "\n")] + bytes : bytes)
                state.isTorn = false
            } catch { state.isTorn = true }
        }
    }

    /// Whether the file has the log's name and room for more; a full one is put aside.
    private func isCurrent(_ file: borrowing OpenFile) -> Bool {
        guard let status = try? file.status(), let named = try? FileStatus(of: path, followingLinks: false) else {
            return false
        }
        // A link leads to a stream or to a file that somebody else looks after.
        guard named.kind == .file else { return true }
        guard named.identity == status.identity else { return false }
        guard status.size > longest else { return true }
        return (try? renameFile(path, to: path + ".1")) == nil
    }

    private static func open(_ path: String) throws(SystemError) -> OpenFile {
        try makePrivateFolder(folder(holding: path))
        let file = try OpenFile(log: path)
        try? file.makePrivate()
        return file
    }
}
