/// What pictures should be like: words, a picture that is handed in, or one that is stored.
public struct Term: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case words(String)
        case picture([UInt8])
        case stored(PictureID)
    }
    package let kind: Kind

    /// What the pictures should show, in words.
    ///
    /// - Throws: ``QueryError`` with code `blankWords` when there is nothing but white space.
    public static func words(_ text: String) throws(QueryError) -> Term {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw QueryError(.blankWords, "the text to search for is empty")
        }
        return Term(kind: .words(text))
    }

    /// The bytes of a picture that they should be like; whether they are one is found out by the search.
    public static func picture(_ bytes: [UInt8]) -> Term { Term(kind: .picture(bytes)) }

    /// A stored picture that they should be like, itself included.
    public static func stored(_ id: PictureID) -> Term { Term(kind: .stored(id)) }
}
