package import Foundation
import ProgramTesting

extension Page {
    /// What the browser has downloaded or is downloading.
    var downloaded: [URL] {
        (try? FileManager.default.contentsOfDirectory(at: downloads, includingPropertiesForKeys: nil)) ?? []
    }

    /// Waits until a file whose name ends so is downloaded whole, and returns its name and what it holds.
    package func waits(forDownloadEnding ending: String) async throws -> (name: String, bytes: Data) {
        // While it comes, the browser gives it another ending.
        try await eventually("a file .\(ending) is downloaded", within: .seconds(30)) {
            downloaded.contains { $0.pathExtension == ending }
        }
        guard let file = downloaded.first(where: { $0.pathExtension == ending }) else { throw Unexpected("it is gone") }
        return (file.lastPathComponent, try Data(contentsOf: file))
    }
}
