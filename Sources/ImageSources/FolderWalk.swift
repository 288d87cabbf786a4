import FileTransfer
import ImageSearch

/// Walks a folder and those below it, one picture at a time.
///
/// In memory are the wanted names of the folders that lead to the current place, nothing else.
struct FolderWalk {
    /// Names that cameras, disks and systems leave beside pictures, besides the hidden ones.
    private static let passedOver: Set<String> = ["@eaDir", "#recycle", "$RECYCLE.BIN", "__MACOSX", "lost+found"]

    private struct Level {
        var path: String
        var entries: [FolderEntry]
        var next = 0
    }

    private let root: FolderRoot
    private let source: String
    private var levels: [Level] = []

    /// Opens the root; fails when it cannot be read.
    init(of root: FolderRoot, source: String) throws(SourceError) {
        self.root = root
        self.source = source
        do throws(SystemError) { try enter(root.start) } catch { throw root.unusable(error) }
    }

    /// The next picture, or something that cannot be looked at; `nil` at the end.
    mutating func next() throws(SourceError) -> ListedFile? {
        while let (path, entry) = nextEntry() {
            do throws(SystemError) {
                guard entry.isValid else { return unreadable(path, "its name is not valid UTF-8") }
                if let listed = try look(at: path, entry.kind) { return listed }
            } catch {
                try root.verify()
                if !error.isGone { return unreadable(path, "\(error)") }
            }
        }
        // An unplugged disk leaves an empty folder behind, which must not pass for a source without pictures.
        try root.verify()
        return nil
    }

    private mutating func nextEntry() -> (path: String, entry: FolderEntry)? {
        while let level = levels.indices.last {
            guard levels[level].next < levels[level].entries.count else {
                levels.removeLast()
                continue
            }
            let entry = levels[level].entries[levels[level].next]
            levels[level].next += 1
            return (levels[level].path.isEmpty ? entry.name : levels[level].path + "/" + entry.name, entry)
        }
        return nil
    }

    private mutating func look(at path: String, _ kind: FileStatus.Kind?) throws(SystemError) -> ListedFile? {
        if kind == .folder {
            try enter(path)
            return nil
        }
        let status = try FileStatus(of: root.path(of: path), followingLinks: false)
        switch status.kind {
        case .file: return picture(path, status)
        case .folder: return try look(at: path, .folder)
        case .link: return try follow(path)
        case .special: return nil
        }
    }

    private func follow(_ path: String) throws(SystemError) -> ListedFile? {
        let target = try realPath(root.path(of: path))
        guard root.contains(target) || target == root.path else {
            return unreadable(path, "it is a link that leads out of the folder")
        }
        let status = try FileStatus(of: target)
        // Where the listing meets the file itself, the link is only another way to it.
        guard status.kind == .file, !Self.isListed(String(target.dropFirst(root.path.count + 1))) else { return nil }
        return picture(path, status)
    }

    /// Whether a walk meets a file at this path, on no account of a link.
    static func isListed(_ relative: String) -> Bool { isEntered(relative) && ImageFormat.ending(of: relative) != nil }

    /// Whether a walk comes by a path, on no account of a link.
    static func isEntered(_ relative: String) -> Bool {
        !relative.split(separator: "/").contains { isPassedOver(String($0)) }
    }

    private mutating func enter(_ path: String) throws(SystemError) {
        var entries = try FolderEntry.read(root.path(of: path), where: Self.isWanted)
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        levels.append(Level(path: path, entries: entries))
    }

    /// Whether a name is hidden, or none that a person gave.
    static func isPassedOver(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") || passedOver.contains(name)
    }

    private static func isWanted(_ entry: FolderEntry) -> Bool {
        guard !isPassedOver(entry.name) else { return false }
        return switch entry.kind {
        case .file: ImageFormat.ending(of: entry.name) != nil
        case .special: false
        case .folder, .link, nil: true
        }
    }

    private func picture(_ path: String, _ status: FileStatus) -> ListedFile? {
        guard ImageFormat.ending(of: path) != nil else { return nil }
        let location = PictureLocation(source: source, path: path)
        return .picture(PictureFile(location: location, size: status.size, modified: status.modified))
    }

    private func unreadable(_ path: String, _ reason: String) -> ListedFile {
        .unreadable(path: path, reason: reason)
    }
}

extension ImageFormat {
    /// The ending of a name, in lower case, when it says that it is a picture.
    static func ending(of name: String) -> String? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = name[name.utf8.index(after: dot)...].lowercased()
        return fileExtensions.contains(ending) ? ending : nil
    }
}
