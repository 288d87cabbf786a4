/// The beginning of what a client sent, as an answer may repeat it.
enum EchoedInput {
    /// The most bytes of UTF-8 that an answer repeats of one value: enough to know it again, too little to make a small
    /// request a large answer.
    static let maxBytes = 256

    /// The text, cut behind the last whole character that fits.
    static func of(_ text: String) -> String {
        guard text.utf8.count > maxBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: maxBytes)
        // Back to where a scalar begins: a character may be longer than all that is repeated.
        while end.samePosition(in: text.unicodeScalars) == nil { text.utf8.formIndex(before: &end) }
        return String(text[..<end])
    }

    /// The text that bytes stand for, of which no more is decoded than is repeated.
    static func of(_ bytes: some Collection<UInt8>) -> String {
        // The last scalar may be cut in two: three more bytes complete it.
        of(String(decoding: bytes.prefix(maxBytes + 3), as: UTF8.self))
    }
}
