package import Foundation

/// A folder of its own for a test: data, pictures and the settings that point there.
package final class Workspace: Sendable {
    package let folder: URL
    package var images: URL { folder.appendingPathComponent("images") }

    package init() throws {
        let name = "imagesearch-\(UUID().uuidString.prefix(8))"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("images"), withIntermediateDirectories: true)
        // The database may run as another user, who must be able to pass through.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The demo model, the test's own pictures and data, a free port.
    package var settings: [String: String] {
        [
            "MODEL_NAME": "demo", "IMAGES_DIR": images.path, "DATA_DIR": folder.appendingPathComponent("data").path,
            "PORT": "0", "PATH": "/usr/bin:/bin", "HOME": folder.path, "TZ": "UTC",
            "MODELS_DIR": folder.appendingPathComponent("models").path,
        ]
    }

    /// The shipped test images, in a stable order.
    package static let testImages: [URL] = {
        let root = RunningProgram.project.appendingPathComponent("data/test_images")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "jpg" }
            .sorted { $0.path < $1.path }
    }()

    /// Fills the pictures' folder with JPEG files of different content, made of the test images by adding a comment.
    package func addPictures(_ count: Int, prefix: String = "picture") throws {
        let originals = try Self.testImages.map { try Data(contentsOf: $0) }
        for index in 0..<count {
            let folder = images.appendingPathComponent("\(index / 100)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent("\(prefix)-\(index).jpg")
            try originals[index % originals.count].commented("\(prefix) \(index)").write(to: file)
        }
    }
}

extension Data {
    /// A JPEG file with a comment segment (ITU-T T.81, B.2.4.5) after its first marker: other bytes, the same picture.
    package func commented(_ comment: String) -> Data {
        let text = Array(comment.utf8)
        let length = UInt16(text.count + 2)
        return prefix(2) + [0xff, 0xfe, UInt8(length >> 8), UInt8(length & 0xff)] + text + dropFirst(2)
    }
}
