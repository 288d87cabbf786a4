import Foundation

@testable import CLIPEmbedding

/// Where the tests find their files, in any checkout.
enum Places {
    private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    private static let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    static let fixtures = folder.appending(path: "Fixtures")
    static let demoModel = root.appending(path: "demo-model").path

    static func json(_ path: String) throws -> JSON {
        try JSONParser.parse([UInt8](Data(contentsOf: URL(filePath: path))))
    }

    static func fixture(_ name: String) throws -> JSON { try json(fixtures.appending(path: name).path) }
}

extension JSON {
    /// A list of ids.
    var ids: [Int32] { array?.compactMap { $0.integer.map(Int32.init) } ?? [] }
}
