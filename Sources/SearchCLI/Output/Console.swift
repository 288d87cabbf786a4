import Foundation
import Scheduling

/// The standard streams: results go to one, all that is about the work to the other.
///
/// Whatever is written here is made ``Swift/String/printable`` first.
enum Console {
    /// How long the end of the program waits for a reader of standard error, in seconds.
    static let readerTimeout: TimeInterval = 5

    private static let errors = LineWriter { _ = writeAll($0, to: STDERR_FILENO) }

    /// Writes lines of the result.
    ///
    /// - Throws: ``OutputError`` when standard output does not take them; `CancellationError` while it takes nothing.
    static func print(lines: [String]) async throws {
        try await write(lines.map { $0.printable + "\n" }.joined())
    }

    /// Writes a result that is JSON.
    ///
    /// - Throws: as ``print(lines:)``, and what encoding throws.
    static func print(json value: some Encodable) async throws { try await write(SummaryJSON.text(value) + "\n") }

    /// Writes results that are a line of JSON each.
    ///
    /// - Throws: as ``print(lines:)``.
    static func print(jsonLines lines: [String]) async throws {
        // Each is printable for itself: of line ends only these are JSON's own.
        try await write(lines.map { $0.printableJSON + "\n" }.joined())
    }

    /// Writes texts with a zero byte behind each: as they are for programs, which take them for nothing but names.
    ///
    /// - Throws: as ``print(lines:)``.
    static func print(zeroTerminated texts: [String]) async throws {
        try await write(texts.map { (Terminal.isResultShown ? $0.printable : $0) + "\0" }.joined())
    }

    /// Writes a picture in a terminal's own form.
    ///
    /// - Throws: as ``print(lines:)``.
    static func print(picture: String) async throws { try await write(picture + "\n") }

    /// Writes a text of the program's own.
    ///
    /// - Throws: as ``print(lines:)``.
    static func print(help: String) async throws { try await write(help + "\n") }

    /// Writes a line about the work; it never waits and never fails, whatever standard error is connected to.
    static func note(_ line: String) { errors.append(line.printable + "\n") }

    /// Writes over the last line of a terminal.
    static func rewrite(_ line: String) { errors.append("\r\u{1b}[K\(line.printable)") }

    /// Waits until all lines about the work are written, as long as somebody reads them.
    static func flush() { errors.flush(within: readerTimeout) }

    /// Whether a person is looking at what is written about the work.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    private static func write(_ text: String) async throws {
        let code = try await blockingUntilCancelled {
            flush()  // What was said before comes before.
            return writeAll(Array(text.utf8), to: STDOUT_FILENO)
        }
        if code != 0 { throw OutputError(code) }
    }
}

/// Results that standard output did not take.
struct OutputError: Error, Sendable, Equatable, CustomStringConvertible {
    private let code: Int32

    /// Takes the system's code for why.
    init(_ code: Int32) { self.code = code }

    /// Whoever read the results has seen enough, as `head` does: nothing to complain about.
    var isReaderGone: Bool { code == EPIPE }

    /// What a shell is told: as if SIGPIPE had ended the program, no space left, or a failed write.
    var exitCode: Int32 {
        switch code {
        case EPIPE: 128 + SIGPIPE
        case ENOSPC, EDQUOT: 73
        default: 74
        }
    }

    var description: String { "cannot write to standard output: \(String(cString: strerror(code)).lowercased())" }
}
