/// The right to use a folder or a file, which one program at a time has, and one user of it within a program.
///
/// The system takes it back when the program ends, however that happens.
public final class FileLock: Sendable {
    private let file: OpenFile

    /// Opens the file that stands for the right, and makes it when it is not there; nobody has the right by that yet.
    public init(_ path: String, access: FileAccess = .everyone) throws(SystemError) {
        file = try OpenFile(appendingTo: path, access: access)
    }

    /// Takes over the descriptor of a file that is open for writing.
    public init(adopting descriptor: Int32) { file = OpenFile(adopting: descriptor) }

    /// Opens a folder that stands for itself.
    public init(folder path: String) throws(SystemError) { file = try OpenFile(folder: path) }

    /// Takes the right; `false` when somebody else has it.
    public func tryTake() throws(SystemError) -> Bool { try file.tryLock() }

    /// Takes the right, and blocks until nobody else has it.
    public func take() throws(SystemError) { try file.lock() }

    /// Writes into the file who has the right, in place of who had it.
    public func write(_ note: String) throws(SystemError) { try file.replace(with: Array(note.utf8)) }

    /// Gives it back, even while something still holds this value.
    public func release() { file.unlock() }

    deinit { file.unlock() }
}
