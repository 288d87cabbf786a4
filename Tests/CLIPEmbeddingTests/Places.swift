import Foundation
import ImageSearchTesting
import JSONText
import ModelPackages

/// Where the tests find their files, in any checkout.
enum Places {
    static let fixtures = TinyModels.folder
    static let demoModel = TinyModels.demo.path

    static func json(_ path: String) throws -> JSON {
        try JSONParser.parse([UInt8](Data(contentsOf: URL(filePath: path))))
    }

    static func fixture(_ name: String) throws -> JSON { try json(fixtures.appending(path: name).path) }
}

extension JSON {
    /// A list of ids.
    var ids: [Int32] { array?.compactMap { $0.integer.map(Int32.init) } ?? [] }
}
