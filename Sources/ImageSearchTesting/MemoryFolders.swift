public import ImageSearch
import Synchronization

/// Folders and files in memory, with links, for telling sources apart.
public final class MemoryFolders: FolderLookup {
    private struct State {
        var folders: Set<String> = ["/"]
        var links: [String: String] = [:]
        var files: [String: Int64] = [:]
        var twins: [String: String] = [:]
    }
    private let state = Mutex(State())
    private let workingFolder: String

    /// Makes a machine's folders, as seen from one of them.
    public init(workingFolder: String = "/work") { self.workingFolder = workingFolder }

    /// Adds a file of a size, and the folders that lead to it.
    public func add(_ path: String, size: Int64 = 1) {
        state.withLock { state in
            state.files[path] = size
            let names = path.split(separator: "/")
            for count in names.indices { state.folders.insert("/" + names[..<count].joined(separator: "/")) }
        }
    }

    /// Adds a link to a folder.
    public func link(_ path: String, to target: String) { state.withLock { $0.links[path] = target } }

    /// Mounts a folder a second time.
    public func mount(_ folder: String, at path: String) { state.withLock { $0.twins[path] = folder } }

    /// Takes a folder away with all that it holds.
    public func remove(_ folder: String) {
        state.withLock { state in
            state.folders = state.folders.filter { $0 != folder && !$0.hasPrefix(folder + "/") }
            state.files = state.files.filter { !$0.key.hasPrefix(folder + "/") }
        }
    }

    /// Resolves `.`, `..` and links.
    public func realPath(of path: String) async throws -> String {
        let absolute = path.hasPrefix("/") ? path : workingFolder + "/" + path
        return state.withLock { state in
            var real: [String] = []
            for name in absolute.split(separator: "/") where name != "." {
                if name == ".." { _ = real.popLast() } else { real.append(String(name)) }
                let here = "/" + real.joined(separator: "/")
                if let target = state.links[here] { real = target.split(separator: "/").map(String.init) }
            }
            return "/" + real.joined(separator: "/")
        }
    }

    /// Whether a folder or a file was added.
    public func exists(_ path: String) async -> Bool {
        state.withLock { $0.folders.contains(path) || $0.files[path] != nil || $0.links[path] != nil }
    }

    /// Looks whether the path was mounted.
    public func path(_ path: String, byTheNameOf folders: [String]) async -> String {
        state.withLock { state in
            for (twin, folder) in state.twins where folders.contains(folder) {
                if path == twin { return folder }
                if path.hasPrefix(twin + "/") { return folder + path.dropFirst(twin.count) }
            }
            return path
        }
    }

    /// Looks the files up.
    public func present(_ files: [PictureFile], in folder: String) async -> PresentFiles {
        state.withLock { state in
            var present = PresentFiles()
            for file in files {
                guard let size = state.files[folder + "/" + file.location.path] else { continue }
                present.paths.insert(file.location.path)
                if size == file.size { present.ofSameSize += 1 }
            }
            return present
        }
    }

    /// Passes over what begins with a dot.
    public func isListed(_ relative: String) -> Bool { !relative.split(separator: "/").contains { $0.hasPrefix(".") } }
}
