import ImageSearch
import LocalFiles

/// Walks a folder and those below it, one picture at a time.
///
/// In memory are the wanted names of the folders that lead to the current place, nothing else. Names and links under which
/// no picture can lie are told from places that may hold some but cannot be looked at.
struct FolderWalk {
    /// Names that cameras, disks and systems leave beside pictures, besides the hidden ones.
    private static let passedOver: Set<String> = ["@eaDir", "#recycle", "$RECYCLE.BIN", "__MACOSX", "lost+found"]

    private struct Level {
        var path: String
        /// The folder as it was when its names were read.
        var identity: FileStatus.Identity
        var entries: [FolderEntry]
        var next = 0
    }

    private let root: FolderRoot
    private let source: String
    /// Files whose ending says nothing are told by their first bytes.
    private let byContent: Bool
    private var levels: [Level] = []

    /// Opens the root; fails when it cannot be read.
    init(of root: FolderRoot, source: String, byContent: Bool = false) throws(SourceError) {
        self.root = root
        self.source = source
        self.byContent = byContent
        do throws(SystemError) { try enter(root.start) } catch { throw root.unusable(error) }
    }

    /// The next picture, or something that cannot be one or cannot be looked at; `nil` at the end.
    mutating func next() throws(SourceError) -> ListedFile? {
        while let level = levels.last {
            guard let (path, entry) = nextEntry() else {
                levels.removeLast()
                if let lost = try lost(level) { return lost }
                continue
            }
            do throws(SystemError) {
                guard entry.isValid else { return .passedOver(path: path, reason: "its name is not valid UTF-8") }
                if let listed = try look(at: path, entry.kind) { return listed }
            } catch {
                try root.verify()
                // What went away since its folder was read is no fault.
                if error.isGone { continue }
                if error.leadsNowhere { return .passedOver(path: path, reason: "\(error)") }
                return .unreadable(path: path, reason: "\(error)")
            }
        }
        // An unplugged disk leaves an empty folder behind, which must not pass for a source without pictures.
        try root.verify()
        return nil
    }

    private mutating func nextEntry() -> (path: String, entry: FolderEntry)? {
        guard let level = levels.indices.last, levels[level].next < levels[level].entries.count else { return nil }
        let entry = levels[level].entries[levels[level].next]
        levels[level].next += 1
        return (levels[level].path.isEmpty ? entry.name : levels[level].path + "/" + entry.name, entry)
    }

    /// A folder that is another one now than when its names were read: what was not found in it may be there all the same.
    ///
    /// So it is when a disk or share that is mounted below the root goes away. One that is gone altogether was deleted.
    private func lost(_ level: Level) throws(SourceError) -> ListedFile? {
        var reason = "it went away while it was listed: is its disk or share still connected?"
        do throws(SystemError) {
            let status = try FileStatus(of: root.path(of: level.path), followingLinks: false)
            guard status.kind == .folder, status.identity != level.identity else { return nil }
        } catch {
            if error.isGone { return nil }
            reason = "\(error)"
        }
        try root.verify()
        return .unreadable(path: level.path, reason: reason)
    }

    private mutating func look(at path: String, _ kind: FileStatus.Kind?) throws(SystemError) -> ListedFile? {
        if kind == .folder {
            try enter(path)
            return nil
        }
        let status = try FileStatus(of: root.path(of: path), followingLinks: false)
        switch status.kind {
        case .file: return try picture(path, at: root.path(of: path), status)
        case .folder: return try look(at: path, .folder)
        case .link: return try follow(path)
        case .special: return nil
        }
    }

    private func follow(_ path: String) throws(SystemError) -> ListedFile? {
        let target: String
        do throws(SystemError) { target = try realPath(root.path(of: path)) } catch  where error.isGone {
            return .passedOver(path: path, reason: "it is a link that leads to nothing")
        }
        guard root.contains(target) || target == root.path else {
            return .passedOver(path: path, reason: "it is a link that leads out of the folder")
        }
        let status = try FileStatus(of: target)
        guard status.kind == .file else { return nil }
        // Where the listing meets the file itself, the link is only another way to it.
        let own = root.relativePath(of: target)
        if Self.isEntered(own), try isPicture(own, at: target, status) { return nil }
        return try picture(path, at: target, status)
    }

    /// Whether a walk that goes by endings meets a file at this path, on no account of a link.
    static func isListed(_ relative: String) -> Bool { isEntered(relative) && ImageFormat.ending(of: relative) != nil }

    /// Whether a walk comes by a path, on no account of a link.
    static func isEntered(_ relative: String) -> Bool {
        !relative.utf8.split(separator: UInt8(ascii: "/")).contains { isPassedOver(String(Substring($0))) }
    }

    private mutating func enter(_ path: String) throws(SystemError) {
        let identity = try FileStatus(of: root.path(of: path), followingLinks: false).identity
        var entries = try FolderEntry.read(root.path(of: path), where: isWanted)
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        levels.append(Level(path: path, identity: identity, entries: entries))
    }

    /// Whether a name is hidden, or none that a person gave.
    static func isPassedOver(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") || passedOver.contains(name)
    }

    private func isWanted(_ entry: FolderEntry) -> Bool {
        guard !Self.isPassedOver(entry.name) else { return false }
        return switch entry.kind {
        case .file: byContent || ImageFormat.ending(of: entry.name) != nil
        case .special: false
        case .folder, .link, nil: true
        }
    }

    private func picture(_ path: String, at place: String, _ status: FileStatus) throws(SystemError) -> ListedFile? {
        guard try isPicture(path, at: place, status) else { return nil }
        let location = PictureLocation(source: source, path: path)
        return .picture(PictureFile(location: location, size: status.size, modified: status.modified))
    }

    /// Whether a file is taken for a picture: by its ending, or else, where that is wanted, by its first bytes.
    private func isPicture(_ path: String, at place: String, _ status: FileStatus) throws(SystemError) -> Bool {
        if ImageFormat.ending(of: path) != nil { return true }
        guard byContent, status.size > 0 else { return false }
        return try ImageFormat(content: OpenFile(reading: place).read(ImageFormat.prefix)) != nil
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
