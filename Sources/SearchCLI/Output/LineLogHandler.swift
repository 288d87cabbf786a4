import Foundation
import Logging

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
        // The file always has the cause, the terminal for those who look for faults.
        let cause = event.error.flatMap { ErrorText.cause(of: $0) }.map { " [\($0)]" } ?? ""
        Console.note("\(Self.clock(withDate: false)) \(event.level) \(message)\(logLevel <= .debug ? cause : "")")
        file?.append("\(Self.clock(withDate: true)) \(event.level) \(message)\(cause)\n")
    }

    /// Writes what ends the program, with its cause, to the file alone.
    static func record(_ error: any Error, in file: LogFile?) {
        let cause = ErrorText.cause(of: error).map { " [\($0)]" } ?? ""
        file?.append("\(clock(withDate: true)) error \(ErrorText.line(for: error))\(cause)\n")
    }

    /// A message cannot forge a second line, nor speak to the terminal that the log is read in.
    private func oneLine(_ text: String) -> String {
        let isOneLine = !text.contains(where: \.isNewline)
        return (isOneLine ? text : text.split(whereSeparator: \.isNewline).joined(separator: " | ")).printable
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
