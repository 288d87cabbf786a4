import Foundation

/// Where the tests find their files, in any checkout.
enum Places {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    static let demoModel = fixtures.appending(path: "../../../demo-model").standardized.path
}
