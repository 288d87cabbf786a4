import Foundation
import Logging
import Synchronization

/// Writes log lines to standard error and to a file: `14:03:22 info  indexed data/images: 60 found, …`.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let file: LogFile?

    init(level: Logger.Level, file: LogFile?) {
        logLevel = level
        self.file = file
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let message = oneLine("\(event.message)\(details)")
        Console.note("\(Self.clock(withDate: false)) \(event.level) \(message)")
        file?.append("\(Self.clock(withDate: true)) \(event.level) \(message)\n")
    }

    /// A message cannot forge a second line.
    private func oneLine(_ text: String) -> String {
        text.contains(where: \.isNewline) ? text.split(whereSeparator: \.isNewline).joined(separator: " | ") : text
    }

    private static func clock(withDate: Bool) -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        let text = String(format: "%02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec)
        guard withDate else { return text }
        return String(format: "%04d-%02d-%02d ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) + text
    }
}

/// A log file that is put aside once when it has grown too long.
final class LogFile: Sendable {
    private static let longest: UInt64 = 10 << 20
    private let handle: Mutex<FileHandle>

    /// Opens a file to append to, or nothing where it cannot be written: a log must not keep the program from running.
    init?(_ path: String) {
        let manager = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let size = (try? manager.attributesOfItem(atPath: path))?[.size] as? UInt64 ?? 0
        if size > Self.longest {
            try? manager.removeItem(atPath: path + ".1")
            try? manager.moveItem(atPath: path, toPath: path + ".1")
        }
        if !manager.fileExists(atPath: path) { _ = manager.createFile(atPath: path, contents: nil) }
        guard let handle = FileHandle(forWritingAtPath: path) else { return nil }
        _ = try? handle.seekToEnd()
        self.handle = Mutex(handle)
    }

    func append(_ line: String) {
        handle.withLock { try? $0.write(contentsOf: Data(line.utf8)) }
    }
}
