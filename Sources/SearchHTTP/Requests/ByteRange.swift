/// The part of a file that a `Range` header asks for (RFC 9110, 14.2).
enum ByteRange: Equatable {
    /// All of it: no part is asked for, or one in a form that is not served, such as several at once.
    case whole
    /// These bytes.
    case part(Range<Int>)
    /// Bytes that the file does not have.
    case unsatisfiable

    /// Reads the header for a file of so many bytes.
    init(_ header: String?, size: Int) {
        guard let header, header.lowercased().hasPrefix("bytes="), !header.contains(",") else {
            self = .whole
            return
        }
        let bounds = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false).map {
            $0.drop { $0 == " " || $0 == "\t" }
        }
        guard bounds.count == 2, let first = Self.number(bounds[0]), let last = Self.number(bounds[1]) else {
            self = .whole
            return
        }
        switch (first, last) {
        case (nil, nil): self = .whole
        case (let first?, let last?) where last < first: self = .whole
        case (let first?, let last):
            self = first < size ? .part(first..<min(size, (last ?? size - 1) + 1)) : .unsatisfiable
        case (nil, let count?):
            self = count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        }
    }

    /// A number without a sign, or nothing; `nil` for anything else.
    ///
    /// What no file can have is a very large number.
    private static func number(_ text: Substring) -> Int?? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return .some(text.isEmpty ? nil : min(Int(text) ?? .max, .max - 1))
    }
}

/// What a client has already (RFC 9110, 13).
struct Preconditions: Sendable {
    let ifNoneMatch: String?
    let ifModifiedSince: String?

    /// Whether the client has what these tell.
    ///
    /// - Parameters:
    ///   - tag: the entity tag, in quotes; it holds no comma.
    ///   - modified: the date as `Last-Modified` tells it; `nil` when that is not told.
    /// - Returns: true when nothing has to be sent.
    func areMet(by tag: String, modified: String?) -> Bool {
        guard let ifNoneMatch else { return ifModifiedSince != nil && ifModifiedSince == modified }
        return ifNoneMatch.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return candidate == "*" || candidate == tag || candidate == "W/\(tag)"
        }
    }
}
