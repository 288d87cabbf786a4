public import ImageSearch
import LocalFiles
import Scheduling

/// Looks at the folders of this machine; one that hangs holds up nobody for long.
public struct LocalFolders: FolderLookup {
    private let probe = FolderProbe()

    /// Makes a lookup, which has asked nothing yet.
    public init() {}

    /// The path without links, `.` and `..`; what does not exist yet is named below the nearest folder that does.
    public func realPath(of path: String) async throws -> String {
        try await probe.ask(about: path) {
            do throws(SystemError) { return try Self.resolve(path) } catch { throw FolderRoot.unusable(path, error) }
        }
    }

    private static func resolve(_ path: String) throws(SystemError) -> String {
        do throws(SystemError) {
            return try LocalFiles.realPath(path)
        } catch  where error.isGone {
            let trimmed = path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
            let name = trimmed.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
            guard let name, ![".", ".."].contains(name) else { throw error }
            let parent = try resolve(LocalFiles.folder(holding: trimmed))
            return parent == "/" ? "/" + name : parent + "/" + name
        }
    }

    /// Whether something lies at a path.
    public func exists(_ path: String) async -> Bool {
        (try? await probe.ask(about: path) { (try? FileStatus(of: path)) != nil }) ?? false
    }

    /// Of these folders the one that a path lies in under another name, told by what the file system numbers them.
    public func path(_ path: String, byTheNameOf folders: [String]) async -> String {
        let known = await identities(of: folders)
        let other = try? await probe.ask(about: path) { Self.otherName(of: path, known) }
        return other ?? path
    }

    private func identities(of folders: [String]) async -> [FileStatus.Identity: String] {
        await withTaskGroup(of: (String, FileStatus.Identity?).self) { group in
            for folder in folders {
                group.addTask {
                    (folder, try? await probe.ask(about: folder) { try FileStatus(of: folder).identity })
                }
            }
            var found: [String: FileStatus.Identity] = [:]
            for await (folder, identity) in group { found[folder] = identity }
            // Of two names of one folder the first.
            return Dictionary(folders.compactMap { name in found[name].map { ($0, name) } }) { first, _ in first }
        }
    }

    private static func otherName(of path: String, _ known: [FileStatus.Identity: String]) -> String {
        var (start, remainder) = (path, "")
        while start != "/" {
            if let status = try? FileStatus(of: start), let same = known[status.identity] { return same + remainder }
            let parent = LocalFiles.folder(holding: start)
            let name = start.utf8.dropFirst(parent == "/" ? 0 : parent.utf8.count)
            remainder = String(decoding: name, as: UTF8.self) + remainder
            start = parent
        }
        return path
    }

    /// Which of a source's files lie in a folder, by their paths.
    public func present(_ files: [PictureFile], in folder: String) async -> PresentFiles {
        let present = try? await blockingUntilCancelled {
            var present = PresentFiles()
            for file in files {
                guard let status = try? FileStatus(of: folder + "/" + file.location.path), status.kind == .file else {
                    continue
                }
                present.paths.insert(file.location.path)
                if status.size == file.size { present.ofSameSize += 1 }
            }
            return present
        }
        return present ?? PresentFiles()
    }

    /// Whether the listing of a folder reaches this path below it.
    public func isListed(_ relative: String) -> Bool { FolderWalk.isEntered(relative) }
}
