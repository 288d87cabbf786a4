import Transfers

/// An object as a bucket lists it.
package struct S3Object: Sendable, Equatable {
    package var key: String
    package var size: Int64
    /// The version of its content, without the quotes that some servers write and others leave out.
    package var etag: String

    /// Two keys that look the same to Swift are two.
    package static func == (one: Self, other: Self) -> Bool {
        ObjectKey(one.key) == ObjectKey(other.key) && one.size == other.size && one.etag == other.etag
    }
}

/// An entry of a listing that is no object which can be had.
package struct UnreadableObject: Error, Equatable {
    /// Its key as it was sent; empty when it has none.
    package var key: String
    /// What is wrong with it, in a few words.
    package var reason: String
}

/// An answer that is not what was asked for, however often it is asked for.
struct NoListing: Error, Equatable, CustomStringConvertible {
    /// What came instead, in some words.
    let description: String
    init(_ description: String) { self.description = description }
}

/// One page of a bucket's listing.
package struct S3Page: Sendable, Equatable {
    package var objects: [S3Object]
    /// What to ask for the next page with; `nil` on the last one.
    package var next: String?
    /// What cannot be had: each costs itself, and not the listing.
    package var unreadable: [UnreadableObject]

    /// Reads the answer to ListObjectsV2.
    ///
    /// - Parameters:
    ///   - bytes: the whole answer.
    ///   - type: its content type, to say what came when it is no listing.
    /// - Throws: ``NoListing`` when it is something else; ``HTTPFailure`` when it is cut off.
    package init(_ bytes: [UInt8], type: String? = nil) throws {
        var result = ListBucketResult()
        do throws(XMLElements.Fault) { try result.read(bytes) } catch {
            throw Self.error(error, root: result.root, bytes: bytes, type: type)
        }
        guard result.root == ListBucketResult.name else { throw NoListing(Self.words(root: result.root, bytes)) }
        next = try result.nextToken()
        let isEncoded = result.fields["EncodingType"]?.lowercased() == "url"
        objects = []
        unreadable = []
        for content in result.contents {
            do throws(UnreadableObject) { objects.append(try Self.object(content, isEncoded)) } catch {
                unreadable.append(error)
            }
        }
    }

    private static func object(_ content: [String: String], _ isEncoded: Bool) throws(UnreadableObject) -> S3Object {
        guard let sent = content["Key"], !sent.isEmpty else {
            throw UnreadableObject(key: "", reason: "the bucket lists it without a key")
        }
        guard let key = isEncoded ? decode(sent) : sent else {
            throw UnreadableObject(key: sent, reason: "its key is not valid UTF-8")
        }
        guard let size = content["Size"].flatMap({ Int64($0) }), size >= 0 else {
            throw UnreadableObject(key: sent, reason: "the bucket lists it without a possible size")
        }
        return S3Object(key: key, size: size, etag: (content["ETag"] ?? "").replacing("\"", with: ""))
    }

    /// Undoes the encoding of URLs, in which a space is `+`; Amazon and others do it so.
    ///
    /// By hand: Foundation's own takes away a byte order mark that a key begins with. `nil` for what is not UTF-8.
    private static func decode(_ key: String) -> String? {
        var bytes: [UInt8] = []
        var remaining = Substring(key).utf8
        while let byte = remaining.popFirst() {
            let digits = remaining.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                remaining.removeFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    // MARK: what came instead

    private static func error(_ fault: XMLElements.Fault, root: String?, bytes: [UInt8], type: String?) -> any Error {
        switch (fault, root) {
        case (.cut, ListBucketResult.name): HTTPFailure("the listing breaks off")
        case (.malformed, ListBucketResult.name): HTTPFailure("the listing is no proper XML")
        case (.tooDeep, ListBucketResult.name):
            NoListing("a listing whose elements lie more than \(XMLElements.deepest) deep")
        case (_, .some): NoListing(words(root: root, bytes))
        case (_, nil): NoListing(words(type: type, bytes))
        }
    }

    private static func words(type: String?, _ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "empty" }
        guard let type, !type.contains("xml") else { return "no readable XML" }
        return "no XML but \(type.prefix(40))"
    }

    private static func words(root: String?, _ bytes: [UInt8]) -> String {
        switch root?.lowercased() {
        case "html": "an HTML page"
        case "error": "an error (\(S3Refusal(bytes)?.code ?? "without a code"))"
        default: "<\((root ?? "").prefix(40))>"
        }
    }
}

/// Why a request was refused.
struct S3Refusal {
    /// Such as `NoSuchBucket`.
    let code: String

    /// Reads an error of S3; `nil` when it is none.
    init?(_ bytes: [UInt8]) {
        var elements = XMLElements(bytes)
        while let event = try? elements.next() {
            guard case .end("Code", let text) = event else { continue }
            code = String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(60))
            return
        }
        return nil
    }
}

/// The answer to ListObjectsV2, as far as it is needed: fields by their names.
private struct ListBucketResult {
    static let name = "ListBucketResult"

    /// The name of the outermost element, whatever it is.
    private(set) var root: String?
    private(set) var fields: [String: String] = [:]
    private(set) var contents: [[String: String]] = []
    private var prefixes = 0

    mutating func read(_ bytes: [UInt8]) throws(XMLElements.Fault) {
        var elements = XMLElements(bytes)
        var open: [String] = []
        while let event = try elements.next() {
            switch event {
            case .start(let name):
                if open.isEmpty { root = name }
                guard root == Self.name else { return }
                open.append(name)
                if open.count == 2, name == "Contents" { contents.append([:]) }
                if open.count == 2, name == "CommonPrefixes" { prefixes += 1 }
            case .end(let name, let text):
                open.removeLast()
                if open.count == 1 { fields[name] = text }
                if open.count == 2, open[1] == "Contents" { contents[contents.count - 1][name] = text }
            }
        }
    }

    /// What to ask for the next page with; `nil` when this is the last one and nothing of it is missing.
    func nextToken() throws(NoListing) -> String? {
        if let count = fields["KeyCount"] {
            guard let count = Int(count), count <= contents.count + prefixes else {
                throw NoListing("a listing that tells of \(count.prefix(20)) keys and holds \(contents.count)")
            }
        }
        let token = fields["NextContinuationToken"].flatMap { $0.isEmpty ? nil : $0 }
        switch fields["IsTruncated"]?.lowercased() {
        case "true":
            guard let token else { throw NoListing("a listing that breaks off without a next page") }
            return token
        case "false": return nil
        case nil: return token
        default: throw NoListing("a listing that does not say whether it goes on")
        }
    }
}
