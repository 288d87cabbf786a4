import Foundation

/// The standard streams: results go to one, all that is about the work to the other.
enum Console {
    /// Writes a line of the result.
    static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// Writes a line about the work.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// Writes over the last line of a terminal.
    static func rewrite(_ line: String) { FileHandle.standardError.write(Data("\r\u{1b}[K\(line)".utf8)) }

    /// Whether a person is looking at what is written about the work.
    static let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
}
