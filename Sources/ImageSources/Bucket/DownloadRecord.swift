import Foundation
import ImageSearch
import LocalFiles
import Synchronization

/// What lies in a folder of downloads, and which object each file came from.
///
/// It is a file of lines, one more for each download, in a hidden folder of its owner's that listings pass over. A line that is torn
/// or missing, because the program was killed, costs one more download and nothing else.
final class DownloadRecord: Sendable {
    /// One downloaded object.
    struct Entry: Codable, Equatable {
        var key: String
        var path: String
        var size: Int64
        var etag: String
        /// The file's own date: a file with another one was changed, or never got its name.
        var modified: Int64
    }

    private struct State {
        var entries: [ObjectKey: Entry] = [:]
        var claims: [String: ObjectKey] = [:]
    }

    /// The hidden folder, which also holds the files that are not whole yet.
    let folder: String
    private let file: OpenFile
    private let lock: FileLock
    private let state: Mutex<State>

    /// Reads the record of a folder, and clears away what a killed download left.
    ///
    /// - Throws: ``SourceError`` when another download into the folder is running; ``SystemError``.
    init(in root: String) throws {
        folder = root + "/.imagesearch-download"
        try makePrivateFolder(folder)
        lock = try FileLock(folder + "/lock", access: .owner)
        guard try lock.tryTake() else {
            throw SourceError("another download into \(root) is running: wait for it, or stop it")
        }
        for entry in try FolderEntry.read(folder, where: { $0.name.hasSuffix(".part") }) {
            try removeFile(folder + "/" + entry.name)
        }
        let path = folder + "/record.jsonl"
        let (state, lines) = try Self.read(path)
        if lines > 2 * state.entries.count + 1000 { try Self.rewrite(path, state) }
        self.state = Mutex(state)
        file = try OpenFile(appendingTo: path, access: .owner)
        try? file.makePrivate()
        // Ends a torn last line, so that the next one is whole.
        try file.write([UInt8(ascii: "\n")])
    }

    /// Lets another download into the folder begin, even while something still holds this value.
    func close() { lock.release() }

    /// What is known of a key.
    func entry(for key: String) -> Entry? { state.withLock { $0.entries[ObjectKey(key)] } }

    /// The path for a key: the same as ever for one that is known, else one that no other key has.
    ///
    /// `nil` for a key that is not taken at all. Capitals and accents do not tell paths apart here, so that a folder
    /// is the same on every file system.
    func claimPath(for key: String) -> String? {
        state.withLock { state in
            if let entry = state.entries[ObjectKey(key)] { return entry.path }
            for spelling in [ObjectPath.Spelling.plain, .exact] {
                guard let path = ObjectPath.path(of: key, spelling: spelling) else { return nil }
                let owner = state.claims[Self.folded(path)]
                guard owner == nil || owner == ObjectKey(key) else { continue }
                state.claims[Self.folded(path)] = ObjectKey(key)
                return path
            }
            return nil
        }
    }

    /// Writes down a download, before its file gets its name.
    func add(_ entry: Entry) throws {
        try file.write(Self.line(entry))
        state.withLock { $0.entries[ObjectKey(entry.key)] = entry }
    }

    private static func read(_ path: String) throws -> (State, lines: Int) {
        var state = State()
        let file = try OpenFile(appendingTo: path, access: .owner)
        let bytes = try file.status().size == 0 ? [] : OpenFile(reading: path).read(Int(file.status().size))
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        for line in lines {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else { continue }
            state.entries[ObjectKey(entry.key)] = entry
            state.claims[folded(entry.path)] = ObjectKey(entry.key)
        }
        return (state, lines.count)
    }

    private static func rewrite(_ path: String, _ state: State) throws {
        try AtomicFile.write(state.entries.values.flatMap { try line($0) }, to: path, access: .owner)
    }

    private static func line(_ entry: Entry) throws -> [UInt8] {
        try Array(JSONEncoder().encode(entry)) + [UInt8(ascii: "\n")]
    }

    private static func folded(_ path: String) -> String { path.uppercased().lowercased() }
}
