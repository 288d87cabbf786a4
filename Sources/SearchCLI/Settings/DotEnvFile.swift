import LocalFiles

/// An `.env` file that is there and cannot be used; the text names it and says what to do.
package struct DotEnvError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}

/// The `.env` file of a folder.
struct DotEnvFile: Sendable {
    /// No file that people write is longer, in bytes.
    private static let longest = 1 << 20
    private let path: String

    /// Names the file; it need not be there.
    init(_ path: String = ".env") { self.path = path }

    /// The file's text; `nil` when there is none.
    ///
    /// - Throws: ``DotEnvError`` when there is one that cannot be read or is no text in UTF-8.
    func text() throws(DotEnvError) -> String? {
        guard let bytes = try bytes() else { return nil }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.contains(0) {
            throw error("is in UTF-16, or no text: save it as UTF-8")
        }
        let isMarked = bytes.starts(with: [0xef, 0xbb, 0xbf])
        guard let text = String(validating: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self) else {
            throw error("is not in UTF-8 (line \(Self.firstInvalidLine(of: bytes))): save it as UTF-8")
        }
        return text
    }

    private func bytes() throws(DotEnvError) -> [UInt8]? {
        do throws(SystemError) {
            guard let bytes = try contents() else { return nil }
            if bytes.count <= Self.longest { return bytes }
        } catch SystemError.notAFile {
            throw self.error("is no regular file: put a text file in its place, or remove it")
        } catch {
            throw self.error("cannot be read (\(error)): put a text file in its place, or remove it")
        }
        throw error("has more than \(Self.longest) bytes: is it the right file?")
    }

    private func contents() throws(SystemError) -> [UInt8]? {
        // A link to nothing is a file that was meant to be there.
        guard try exists() else { return nil }
        switch try FileStatus(of: path).kind {
        case .file: break
        case .folder: throw SystemError.isAFolder
        // A pipe would be waited for; the null device is how containers hide a file.
        case .link, .special: guard try realPath(path) == "/dev/null" else { throw SystemError.notAFile }
        }
        return try OpenFile(named: path).read(upTo: Self.longest + 1)
    }

    private func exists() throws(SystemError) -> Bool {
        do throws(SystemError) { _ = try FileStatus(of: path, followingLinks: false) } catch {
            guard error.isGone else { throw error }
            return false
        }
        return true
    }

    private func error(_ what: String) -> DotEnvError { DotEnvError(description: "the file \(path) \(what)") }

    private static func firstInvalidLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
