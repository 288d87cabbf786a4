import CWebFiles
import NIOCore

/// A file of the folder Web, kept within the program.
struct WebFile: Sendable {
    /// Such as `page.css`.
    let name: String
    let text: String

    /// All of them, in the order of the table in CWebFiles.
    static let all: [WebFile] = {
        var files: [WebFile] = []
        var entry = web_files()
        while entry.pointee.path[0] != 0 {
            let name = String(cString: entry.pointee.path).split(separator: "/").last ?? ""
            files.append(WebFile(name: String(name), text: String(cString: entry.pointee.text)))
            entry += 1
        }
        return files
    }()

    /// A file that this program has.
    static func named(_ name: String) -> WebFile {
        guard let file = all.first(where: { $0.name == name }) else { preconditionFailure("CWebFiles has no \(name)") }
        return file
    }

    /// The names of the modules that this one imports, straight away or by way of others, the nearest first.
    var modules: [String] {
        var found = [name]
        var next = 0
        while next < found.count {
            found += Self.named(found[next]).imports.filter { !found.contains($0) }
            next += 1
        }
        return Array(found.dropFirst())
    }

    private var imports: [String] {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: "import ".utf8) }
        return lines.compactMap { String($0)?.firstMatch(of: /from '\.\/([a-z-]+\.js)'/).map { String($0.1) } }
    }

    /// What it is, for browsers; `nil` for a frame that is filled in before it is sent.
    var type: String? {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "webmanifest": "application/manifest+json"
        default: nil
        }
    }

    /// The type of the pages.
    static let html = "text/html; charset=utf-8"
}
