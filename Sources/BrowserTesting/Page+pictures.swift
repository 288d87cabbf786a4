package import Foundation
import ProgramTesting

extension Page {
    /// Where pictures of what tests have seen are kept; the next run writes over them.
    package static let screenshots = RunningProgram.project.appendingPathComponent(".build/page-screenshots")

    /// Keeps what the window shows as `.build/page-screenshots/<name>.jpg`.
    package func screenshot(_ name: String) async throws {
        try await picture(at: Self.screenshots.appendingPathComponent("\(name).jpg"), as: "jpeg")
    }

    /// Keeps what the window shows in a file, as `webp`, `jpeg` or `png`.
    package func picture(at file: URL, as format: String = "webp") async throws {
        let quality = format == "png" ? [:] : ["quality": JSON(75)]
        let parameters = quality.merging(["format": JSON(format)]) { $1 }
        let answer = try await devTools("Page.captureScreenshot", .object(parameters))
        guard let data = Data(base64Encoded: answer["data"]?.text ?? "") else {
            throw Unexpected("no picture: \(answer)")
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }
}
