package import Foundation
import ProgramTesting

extension Page {
    /// Where pictures of what tests have seen are kept; the next run writes over them.
    package static let screenshots = RunningProgram.project.appendingPathComponent(".build/page-screenshots")

    /// What the window shows, as PNG.
    package func picture() async throws -> Data {
        let text: String = try await session.send(.GET, "screenshot")
        return Data(base64Encoded: text) ?? Data()
    }

    /// Keeps what the window shows as `.build/page-screenshots/<name>.png`.
    package func screenshot(_ name: String) async throws {
        let file = Self.screenshots.appendingPathComponent("\(name).png")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try await picture().write(to: file)
    }
}
