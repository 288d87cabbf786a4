import Crypto
import Foundation
import ImageSearch

/// Signs requests as AWS Signature Version 4 asks for, for requests without a body.
struct SigV4: Sendable {
    /// The digest of no bytes, which every GET is signed with.
    static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    var accessKey: Secret
    var secretKey: Secret
    var region: String
    var service = "s3"

    /// The value of the `Authorization` field.
    ///
    /// - Parameters:
    ///   - method: such as GET.
    ///   - path: encoded, exactly as it is sent.
    ///   - query: encoded, as ``query(_:)`` makes it.
    ///   - headers: all fields to sign, the host and the date among them; names in lower case.
    ///   - digest: the SHA-256 of the body.
    ///   - date: as ``timestamp(_:)`` makes it.
    /// - Returns: the scheme, the scope and the signature.
    func authorization(
        method: String = "GET", path: String, query: String, headers: [(name: String, value: String)],
        digest: String = emptyDigest, date: String
    ) -> String {
        let headers = headers.sorted { $0.name < $1.name }
        let names = headers.map(\.name).joined(separator: ";")
        let fields = headers.map { "\($0.name):\(Self.trim($0.value))\n" }.joined()
        let canonical = [method, path, query, fields, names, digest].joined(separator: "\n")
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", date, scope, hexadecimal(SHA256.hash(data: Array(canonical.utf8)))]
        let signature = hexadecimal(
            Self.mac(text.joined(separator: "\n"), key: signingKey(day: String(date.prefix(8)))))
        return "AWS4-HMAC-SHA256 Credential=\(accessKey.value)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    /// Encodes all bytes but letters, digits, `-`, `.`, `_` and `~`; in a path `/` stays as well.
    static func encode(_ text: String, isPath: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: "/") where isPath: encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Encodes and orders the parts of a query.
    static func query(_ parts: [(name: String, value: String)]) -> String {
        parts.map { (encode($0.name), encode($0.value)) }.sorted { $0 < $1 }.map { "\($0)=\($1)" }
            .joined(separator: "&")
    }

    /// The form that a request's date has: `20150830T123600Z`.
    static func timestamp(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }

    private func signingKey(day: String) -> SymmetricKey {
        [region, service, "aws4_request"].reduce(
            Self.symmetric(day, key: SymmetricKey(data: Array("AWS4\(secretKey.value)".utf8)))
        ) {
            Self.symmetric($1, key: $0)
        }
    }

    private static func symmetric(_ text: String, key: SymmetricKey) -> SymmetricKey {
        SymmetricKey(data: mac(text, key: key))
    }

    private static func mac(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private static func trim(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}
