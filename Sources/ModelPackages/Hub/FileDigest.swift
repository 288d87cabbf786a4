import Crypto
import ImageSearch
import LocalFiles
import Transfers

/// What the hub promises of a file's content.
enum FileDigest: Sendable, Equatable, Codable {
    /// The SHA-256 of the content, which the hub tells of large files.
    case sha256(String)
    /// The SHA-1 that git knows a small file by.
    case gitBlob(String)

    /// Reads the tag of an answer; `nil` when it is neither.
    init?(etag: String) {
        let tag = etag.replacing("W/", with: "").replacing("\"", with: "").lowercased()
        guard tag.allSatisfy(\.isHexDigit) else { return nil }
        switch tag.utf8.count {
        case 64: self = .sha256(tag)
        case 40: self = .gitBlob(tag)
        default: return nil
        }
    }

    /// The hexadecimal digits.
    var hexadecimal: String {
        switch self {
        case .sha256(let digits), .gitBlob(let digits): digits
        }
    }

    /// Whether a file holds what was promised; reads it once, in pieces.
    func matches(_ path: String) throws(SystemError) -> Bool {
        let file = try OpenFile(reading: path)
        switch self {
        case .sha256(let digits):
            return try digits == ImageSearch.hexadecimal(digest(of: file, SHA256()))
        case .gitBlob(let digits):
            var hash = Insecure.SHA1()
            hash.update(data: Array("blob \(try file.status().size)\0".utf8))
            return try digits == ImageSearch.hexadecimal(digest(of: file, hash))
        }
    }
}
