import Platform
import SystemPackage

/// Who may read what is made.
public enum FileAccess: Sendable {
    /// All users of the machine, as their umask has it.
    case everyone
    /// Its owner alone.
    case owner

    var ofFile: FilePermissions { FilePermissions(rawValue: self == .owner ? 0o600 : 0o644) }
    var ofFolder: FilePermissions { FilePermissions(rawValue: self == .owner ? 0o700 : 0o755) }
}

/// Makes a folder and those above it, and has them reach the disk; one that is there already is left alone.
///
/// Those above are open to all: others may have to pass through.
public func makeFolder(_ path: String, access: FileAccess = .everyone) throws(SystemError) {
    if mkdir(path, access.ofFolder.rawValue) == 0 { return try synchronizeFolder(holding: path) }
    let error = SystemError()
    if try isFolder(path) { return }
    guard error.isGone, path.contains("/") else { throw error }
    try makeFolder(folder(holding: path))
    guard mkdir(path, access.ofFolder.rawValue) == 0 || SystemError().isThere else { throw SystemError() }
    try synchronizeFolder(holding: path)
}

/// Makes a folder that only its owner may enter, and closes one of this user's that others may.
///
/// A file system that knows no rights is no fault.
public func makePrivateFolder(_ path: String) throws(SystemError) {
    try makeFolder(path, access: .owner)
    let status = try answer { try Stat(path) }
    let ofNoOwner: FilePermissions = [.groupReadWriteExecute, .otherReadWriteExecute]
    guard status.userID.rawValue == geteuid(), !status.permissions.isDisjoint(with: ofNoOwner) else { return }
    chmod(path, FileAccess.owner.ofFolder.rawValue)
}

/// Fails when files cannot be made in a folder.
public func verifyWritable(_ folder: String) throws(SystemError) {
    guard access(folder, W_OK | X_OK) == 0 else { throw SystemError() }
}

/// Whether a folder lies at a path, links followed.
public func isFolder(_ path: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
        return try FileStatus(of: path).kind == .folder
    } catch  where error.isGone {
        return false
    }
}

/// Gives a finished file its name, in place of any file of that name.
///
/// After a power cut the old name may be back; ``moveFile(_:to:)`` waits until it cannot.
public func renameFile(_ path: String, to target: String) throws(SystemError) {
    guard rename(path, target) == 0 else { throw SystemError() }
}

/// Gives a finished file its name, in place of any file of that name, for good.
public func moveFile(_ path: String, to target: String) throws(SystemError) {
    try renameFile(path, to: target)
    try synchronizeFolder(holding: target)
}

/// Takes a file away; one that is not there is no fault.
public func removeFile(_ path: String) throws(SystemError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw SystemError() }
}

/// The path without links, `.` and `..`.
public func realPath(_ path: String) throws(SystemError) -> String {
    guard let resolved = realpath(path, nil) else { throw SystemError() }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The path of the folder that a path lies in.
public func folder(holding path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func synchronizeFolder(holding path: String) throws(SystemError) {
    try OpenFile(folder: folder(holding: path)).synchronize()
}
