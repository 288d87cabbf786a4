import ImageSearch
import LocalFiles

/// The folder that a source starts from, as it was when it was first looked at.
struct FolderRoot: Sendable {
    /// The path without links.
    let path: String
    /// The folder below that is listed; empty for all.
    let start: String
    private let identity: FileStatus.Identity
    private let givenPath: String

    /// Finds the folder, and the one below that is listed.
    init(_ givenPath: String, start: String = "") throws(SourceError) {
        self.givenPath = start.isEmpty ? givenPath : givenPath + "/" + start
        self.start = start
        do throws(SystemError) {
            path = try realPath(givenPath)
            let status = try FileStatus(of: start.isEmpty ? path : path + "/" + start)
            guard status.kind == .folder else { throw SystemError.notAFolder }
            identity = status.identity
        } catch {
            throw Self.unusable(self.givenPath, error)
        }
    }

    /// The line to show when a folder cannot be used as a source.
    static func unusable(_ path: String, _ error: SystemError) -> SourceError {
        SourceError("cannot read the picture folder \(path) (\(error))", hint: .imagesFolder)
    }

    /// Fails when the folder went away or another one took its place, as when a disk is unplugged.
    func verify() throws(SourceError) {
        guard let status = try? FileStatus(of: path(of: start)), status.identity == identity else {
            throw SourceError("the picture folder \(givenPath) went away: is its disk or share still connected?")
        }
    }

    /// The line to show when the folder cannot be listed.
    func unusable(_ error: SystemError) -> SourceError { Self.unusable(givenPath, error) }

    /// The path of something below.
    func path(of relative: String) -> String { relative.isEmpty ? path : path + "/" + relative }

    /// The path, from here, of something within; by bytes, as a slash before an accent is no slash to Swift.
    func relativePath(of realPath: String) -> String {
        String(decoding: realPath.utf8.dropFirst(path == "/" ? 1 : path.utf8.count + 1), as: UTF8.self)
    }

    /// Whether a path without links lies within.
    func contains(_ realPath: String) -> Bool { realPath.utf8.starts(with: (path == "/" ? "/" : path + "/").utf8) }
}
