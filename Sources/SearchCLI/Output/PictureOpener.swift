import Foundation
import ImageSearch
import LocalFiles
import Scheduling

/// Opens a picture in the program that the desktop has for it.
struct PictureOpener {
    #if os(macOS)
        private static let command = "open"
    #else
        private static let command = "xdg-open"
    #endif

    let answerer: any QueryAnswerer

    /// Opens the file itself where it lies on this machine, else a copy.
    ///
    /// - Throws: ``UsageError`` when there is no such program, or it fails.
    func open(_ hit: Hit) async throws {
        let path: String
        if let local = try await answerer.path(of: hit.id) { path = local } else { path = try await copy(of: hit) }
        guard let program = Self.program() else {
            throw UsageError("cannot open \(path): there is no \(Self.command) on this machine")
        }
        let status = try await blocking { try Self.run(program, path) }
        guard status == 0 else {
            throw UsageError("cannot open \(path): \(Self.command) ended with exit code \(status)")
        }
    }

    private static func program() -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(command)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func run(_ program: String, _ path: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw UsageError("cannot start \(program): \(error.localizedDescription)") }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The file of a picture that lies on another machine, kept until the system clears its temporary folder.
    private func copy(of hit: Hit) async throws -> String {
        let bytes = try await answerer.original(of: hit.id)
        let format = ImageFormat(content: Array(bytes.prefix(ImageFormat.prefix)))
        guard let format else { throw PictureError(.notAPicture, "\(hit.path) is not a picture") }
        let path = NSTemporaryDirectory() + "/imagesearch-\(hit.id).\(format.fileExtension)"
        do { try await blocking { try AtomicFile.write(bytes, to: path, access: .owner) } } catch {
            throw UsageError("cannot write \(path): \(error)")
        }
        return path
    }
}
