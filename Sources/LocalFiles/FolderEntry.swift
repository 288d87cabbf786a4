import Platform
import SystemPackage

/// A name in a folder, and what the folder itself tells of it.
public struct FolderEntry: Sendable {
    /// The name, byte for byte; repaired where it is not valid UTF-8.
    public let name: String
    /// Whether the name is valid UTF-8.
    public let isValid: Bool
    /// What it is; `nil` when only looking at it tells.
    public let kind: FileStatus.Kind?

    /// Reads a folder's names that are wanted, in no order; a link at the path's end is refused.
    public static func read(
        _ path: String, where isWanted: (FolderEntry) -> Bool
    ) throws(SystemError) -> [FolderEntry] {
        let descriptor = try answer {
            try FileDescriptor.open(path, .readOnly, options: [.directory, .noFollow, .closeOnExec])
        }
        guard let folder = fdopendir(descriptor.rawValue) else {
            defer { try? descriptor.close() }
            throw SystemError()
        }
        defer { closedir(folder) }
        var entries: [FolderEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let found = FolderEntry(entry)
            if found.name != "." && found.name != ".." && isWanted(found) { entries.append(found) }
        }
        guard errno == 0 else { throw SystemError() }
        return entries
    }

    private init(_ entry: UnsafeMutablePointer<dirent>) {
        // The name is read where it lies: the record is shorter than the type says, so it must not be copied whole.
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        let valid = String(validatingCString: name)
        isValid = valid != nil
        self.name = valid ?? String(cString: name)
        kind =
            switch Int(entry.pointee.d_type) {
            case Int(DT_REG): .file
            case Int(DT_DIR): .folder
            case Int(DT_LNK): .link
            case Int(DT_UNKNOWN): nil
            default: .special
            }
    }
}
