/// One thing that pictures should be like, or with a negative weight should not be like.
public struct Term: Sendable, Hashable {
    /// What a term can be.
    public enum Kind: Sendable, Hashable {
        /// What pictures should show, in words.
        case words(String)
        /// A picture that comes with the query, by its name there, whole or a part of it.
        case picture(String, part: PicturePart?)
        /// A stored picture, itself included among what is found, whole or a part of it.
        case stored(PictureID, part: PicturePart?)
    }

    /// The sizes of a weight: its sign says whether the term is wanted or left out.
    public static let weights = 0.01...100.0

    /// What it is.
    public let kind: Kind
    /// How much it counts beside other terms; negative to leave it out.
    ///
    /// Its size is within ``weights``.
    public let weight: Double

    /// Joins the parts.
    ///
    /// - Throws: ``QueryError``: `blankWords` for words of white space only, `missingPicture` for a picture without a name,
    ///   `weight` for a size out of ``weights``.
    public init(_ kind: Kind, weight: Double = 1) throws(QueryError) {
        if case .words(let text) = kind, text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            throw QueryError(.blankWords, "the text to search for is empty")
        }
        if case .picture("", _) = kind { throw QueryError(.missingPicture, "a picture has to have a name") }
        guard Term.weights.contains(abs(weight)) else {
            throw QueryError(
                .weight, "a weight has to be from \(Term.weights.lowerBound) to \(Term.weights.upperBound)")
        }
        self.kind = kind
        self.weight = weight
    }

    /// Words that are wanted.
    ///
    /// - Throws: ``QueryError`` with code `blankWords`.
    public static func words(_ text: String) throws(QueryError) -> Term { try Term(.words(text)) }
}

/// A rectangle of an upright picture, in fractions of its sides from the left upper corner.
public struct PicturePart: Sendable, Hashable {
    /// The left edge, 0..<1.
    public let left: Double
    /// The upper edge, 0..<1.
    public let top: Double
    /// More than 0; `left + width` is at most 1.
    public let width: Double
    /// More than 0; `top + height` is at most 1.
    public let height: Double

    /// Names a rectangle.
    ///
    /// - Throws: ``QueryError`` with code `part` for one that is empty or not within the picture.
    public init(left: Double, top: Double, width: Double, height: Double) throws(QueryError) {
        // Sums of fractions that were written with few digits may miss 1 by a rounding.
        let slack = 1e-9
        guard left >= 0, top >= 0, width > 0, height > 0, left + width <= 1 + slack, top + height <= 1 + slack else {
            throw QueryError(
                .part, "a part of a picture is left,top,width,height, in fractions of its sides within 0 and 1")
        }
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }
}
