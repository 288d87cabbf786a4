import Dispatch
import Platform

/// Work on a folder and all that lies in it, by this process itself: unlike a program that is started for it, it ends
/// with this one, and never meddles with what the next one makes.
enum FileTree {
    /// Deletes a folder with all that is in it; none is no failure.
    static func remove(_ path: String) async throws {
        try await walk(path) { entry, isFolder in
            (isFolder ? rmdir(entry) : unlink(entry)) == 0 || errno == ENOENT
        }
    }

    /// Gives what belongs to one user to another, the folder itself last: whoever is interrupted can begin again.
    ///
    /// What belongs to anybody else is left alone, so that a link that the first user put there gives nothing away.
    static func give(_ path: String, from: uid_t, to: ServerOwner) async throws {
        #if os(Linux)
            try await walk(path) { entry, _ in
                // The entry that is looked at is the one that is given, whatever is put in its place meanwhile.
                let descriptor = open(entry, O_PATH_ | O_NOFOLLOW | O_CLOEXEC)
                guard descriptor >= 0 else { return errno == ENOENT }
                defer { close(descriptor) }
                var status = stat()
                guard fstat(descriptor, &status) == 0 else { return false }
                guard status.st_uid == from else { return true }
                return fchownat(descriptor, "", to.user, to.group, AT_EMPTY_PATH_) == 0
            }
        #endif
    }

    #if os(Linux)
        // The headers show these to GNU C only.
        private static let O_PATH_: Int32 = 0o10000000
        private static let AT_EMPTY_PATH_: Int32 = 0x1000
    #endif

    /// Visits everything, a folder after what is in it, on a thread that may wait for the disk; links are not followed.
    private static func walk(_ path: String, _ visit: @escaping @Sendable (String, _ isFolder: Bool) -> Bool)
        async throws
    {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try walkNow(path, visit) })
            }
        }
    }

    private static func walkNow(_ path: String, _ visit: (String, Bool) -> Bool) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw DataFolder.failure("cannot be read", path) }
            return
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder {
            for name in try names(in: path) { try walkNow("\(path)/\(name)", visit) }
        }
        guard visit(path, isFolder) else { throw DataFolder.failure("cannot be changed", path) }
    }

    private static func names(in path: String) throws -> [String] {
        guard let list = opendir(path) else { throw DataFolder.failure("cannot be read", path) }
        defer { closedir(list) }
        var names: [String] = []
        while let entry = readdir(list) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if ![".", ".."].contains(name) { names.append(name) }
        }
        return names
    }
}
