/// The value of a header that is followed by parameters: `form-data; name="file"; filename="a.jpg"`.
struct ParameterisedHeader {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    /// Reads a header's value; what is malformed in it is passed over.
    init(_ text: some StringProtocol) {
        var remaining = Substring(text).unicodeScalars
        value = Self.trimmed(remaining.popPrefix { $0 != ";" }).lowercased()
        while remaining.popFirst() != nil {
            let name = Self.trimmed(remaining.popPrefix { $0 != "=" && $0 != ";" }).lowercased()
            guard remaining.first == "=" else { continue }
            remaining.removeFirst()
            _ = remaining.popPrefix { $0 == " " || $0 == "\t" }
            let isQuoted = remaining.first == "\""
            parameters[name] =
                isQuoted ? Self.quotedString(&remaining) : Self.trimmed(remaining.popPrefix { $0 != ";" })
            _ = remaining.popPrefix { $0 != ";" }
        }
    }

    /// A parameter by its name in lower case.
    subscript(name: String) -> String? { parameters[name] }

    /// A parameter in its extended form (`filename*`, RFC 8187), which can say in ASCII what the plain form cannot.
    subscript(extended name: String) -> String? { parameters[name + "*"].flatMap(Self.extendedValue) }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        String(text).trimming { $0 == " " || $0 == "\t" }
    }

    /// Reads up to the closing quote.
    ///
    /// Only quotes and backslashes are escaped by a backslash: some clients send the
    /// paths of Windows as they are.
    private static func quotedString(_ remaining: inout Substring.UnicodeScalarView) -> String {
        var text = String.UnicodeScalarView()
        remaining.removeFirst()
        while let scalar = remaining.popFirst(), scalar != "\"" {
            if scalar == "\\", let next = remaining.first, next == "\"" || next == "\\" {
                text.append(next)
                remaining.removeFirst()
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// Decodes the form `UTF-8'en'%C3%A9t%C3%A9.jpg`.
    private static func extendedValue(_ text: String) -> String? {
        let pieces = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].lowercased() == "utf-8" else { return nil }
        var bytes: [UInt8] = []
        var remaining = pieces[2].utf8
        while let byte = remaining.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let decoded = percentDecoded(remaining.prefix(2)) else { return nil }
                bytes.append(decoded)
                remaining = remaining.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// What the headers of a form's part say: the field's name, and the client's name for a file.
struct ContentDisposition {
    let name: String
    let fileName: String?

    /// Finds `Content-Disposition` among the headers of a part.
    init(headerLines: String) throws(MultipartError) {
        var header: ParameterisedHeader?
        for line in headerLines.utf8.split(separator: 0x0D) {
            let line = Substring(line).drop { $0 == "\n" }
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .invalid }
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            header = ParameterisedHeader(line[line.index(after: colon)...])
        }
        guard let header, let name = header["name"] else { throw .missingName }
        self.name = name
        fileName = header[extended: "filename"] ?? header["filename"]
    }
}

/// The boundary that a `Content-Type: multipart/form-data` header names.
package struct MultipartBoundary: Sendable {
    package let text: String

    /// Reads the header; `nil` when it is of another type.
    package init?(contentType: String?) throws(MultipartError) {
        guard let header = contentType.map(ParameterisedHeader.init), header.value == "multipart/form-data" else {
            return nil
        }
        guard let text = header["boundary"] else { throw .missingBoundary }
        guard (1...70).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .invalid
        }
        self.text = text
    }
}

extension Substring.UnicodeScalarView {
    /// Takes away the longest beginning whose scalars all fit.
    fileprivate mutating func popPrefix(while fits: (Unicode.Scalar) -> Bool) -> Substring.UnicodeScalarView {
        let taken = self[..<(firstIndex { !fits($0) } ?? endIndex)]
        self = self[taken.endIndex...]
        return taken
    }
}

extension String {
    fileprivate func trimming(_ isPadding: (Character) -> Bool) -> String {
        var remaining = self[...]
        while let last = remaining.last, isPadding(last) { remaining.removeLast() }
        return String(remaining.drop(while: isPadding))
    }
}
