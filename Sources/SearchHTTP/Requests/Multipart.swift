import Platform

/// One field of a form.
package struct FormPart: Sendable, Equatable {
    package let name: String
    /// The client's name for a file; a field without one is text.
    package let fileName: String?
    /// Where its bytes lie in the body.
    package let content: Range<Int>
}

/// A form that breaks the rules of RFC 7578.
package struct MultipartError: Error, Equatable, CustomStringConvertible {
    package let description: String

    static let missingBoundary = Self(description: "Missing boundary in multipart.")
    static let invalid = Self(description: "Invalid multipart data.")
    static let cutOff = Self(description: "Invalid multipart data: the closing boundary is missing.")
    static let missingName = Self(description: "The Content-Disposition header field \"name\" must be provided.")
    static let headersTooLarge = Self(description: "Invalid multipart data: the headers of a part are too large.")
    static let tooManyParts = Self(
        description: "Too many parts. Maximum number of parts is \(MultipartParser.maxParts).")
}

/// Splits the body of a `multipart/form-data` request into its parts (RFC 7578, RFC 2046).
///
/// The C library looks for the delimiters, in a time that grows with the body's length alone whatever is in it.
package struct MultipartParser {
    /// The most parts that a form may have.
    package static let maxParts = 100
    /// The most bytes that the headers of a part may have.
    package static let maxHeaderBytes = 8 * 1024

    private enum Delimiter { case next, last }

    private let body: [UInt8]
    private let delimiter: [UInt8]
    private var position = 0

    private init(_ body: [UInt8], boundary: String) {
        self.body = body
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// The parts of a form, in their order.
    package static func parts(of body: [UInt8], boundary: String) throws(MultipartError) -> [FormPart] {
        guard !body.isEmpty else { return [] }
        var parser = MultipartParser(body, boundary: boundary)
        return try parser.parse()
    }

    private mutating func parse() throws(MultipartError) -> [FormPart] {
        var parts: [FormPart] = []
        var (_, found) = try skipToFirstDelimiter()
        while found == .next {
            guard parts.count < Self.maxParts else { throw .tooManyParts }
            let disposition = try readHeaders()
            let start = position
            let end: Int
            (end, found) = try skipToDelimiter(from: position)
            parts.append(FormPart(name: disposition.name, fileName: disposition.fileName, content: start..<end))
        }
        return parts
    }

    /// The first delimiter needs no line end before it when it opens the body.
    private mutating func skipToFirstDelimiter() throws(MultipartError) -> (end: Int, Delimiter) {
        if matches(delimiter.dropFirst(2), at: position),
            let found = closeDelimiterLine(at: position + delimiter.count - 2)
        {
            return (position, found)
        }
        do {
            return try skipToDelimiter(from: position)
        } catch {
            throw .invalid
        }
    }

    /// Moves behind the next line that is a delimiter, and tells where what lies before it ends.
    private mutating func skipToDelimiter(from start: Int) throws(MultipartError) -> (end: Int, Delimiter) {
        var start = start
        while let end = firstIndex(of: delimiter, from: start, limit: body.count) {
            if let found = closeDelimiterLine(at: end + delimiter.count) { return (end, found) }
            start = end + delimiter.count
        }
        throw .cutOff
    }

    /// Reads what may follow a boundary on its line.
    ///
    /// Anything else means that the line was content.
    private mutating func closeDelimiterLine(at index: Int) -> Delimiter? {
        if matches([UInt8(ascii: "-"), UInt8(ascii: "-")], at: index) {
            position = index + 2
            return .last
        }
        var index = index
        while index < body.count, body[index] == 0x20 || body[index] == 0x09 { index += 1 }
        guard matches([0x0D, 0x0A], at: index) else { return nil }
        position = index + 2
        return .next
    }

    private mutating func readHeaders() throws(MultipartError) -> ContentDisposition {
        let limit = min(body.count, position + Self.maxHeaderBytes)
        // A part without headers begins with the empty line, whose line end has just been read.
        guard let end = firstIndex(of: [0x0D, 0x0A, 0x0D, 0x0A], from: position - 2, limit: limit) else {
            throw limit == body.count ? .cutOff : .headersTooLarge
        }
        let lines = String(decoding: body[position..<max(position, end)], as: UTF8.self)
        position = end + 4
        return try ContentDisposition(headerLines: lines)
    }

    private func matches(_ bytes: some Collection<UInt8>, at index: Int) -> Bool {
        index + bytes.count <= body.count && body[index...].prefix(bytes.count).elementsEqual(bytes)
    }

    private func firstIndex(of needle: [UInt8], from start: Int, limit: Int) -> Int? {
        guard start < limit else { return nil }
        let index = body.withUnsafeBytes { bytes in
            memory_find(bytes.baseAddress.map { $0 + start }, limit - start, needle, needle.count)
        }
        return index < 0 ? nil : start + index
    }
}
