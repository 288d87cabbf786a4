/// One result of a search.
public struct Match: Sendable, Equatable {
    /// What is known of the picture.
    public var picture: StoredPicture
    /// The cosine distance to the query, 0...2, smaller is nearer; `nil` when the query had no terms.
    public var distance: Double?
    /// How likely it is to fit; `nil` when that is not known.
    public var relevance: Relevance?
    /// How many pictures that are much like this one are not shown because of it.
    public var hidden: Int
    /// Why it was found; `nil` when that was not asked for.
    public var explanation: Explanation?

    /// Joins a picture and what the search found out.
    public init(
        picture: StoredPicture, distance: Double?, relevance: Relevance? = nil, hidden: Int = 0,
        explanation: Explanation? = nil
    ) {
        self.picture = picture
        self.distance = distance
        self.relevance = relevance
        self.hidden = hidden
        self.explanation = explanation
    }

    /// The key of the picture's row.
    public var id: PictureID { picture.id }
    /// Where the picture lies.
    public var location: PictureLocation { picture.location }
}

/// How likely a picture is to be what was looked for.
public struct Relevance: Sendable, Hashable {
    /// What people go by.
    public enum Band: String, Sendable, CaseIterable {
        /// It fits, in nine of ten cases.
        case likely
        /// It may fit.
        case maybe
        /// It is near for want of better ones.
        case unlikely
    }

    /// Which of the three.
    public var band: Band
    /// The share of everything else that the picture is less like than the query, 0...100.
    public var percentile: Double

    /// Joins the two.
    public init(band: Band, percentile: Double) {
        self.band = band
        self.percentile = percentile
    }
}

/// What a search answers.
public struct SearchAnswer: Sendable, Equatable {
    /// What was found.
    public var matches: [Match]
    /// Where the next part begins; `nil` when there is none.
    public var next: Cursor?

    /// Joins the two.
    public init(matches: [Match], next: Cursor? = nil) {
        self.matches = matches
        self.next = next
    }
}

extension Relevance.Band: Comparable {
    private var order: Int {
        switch self {
        case .unlikely: 0
        case .maybe: 1
        case .likely: 2
        }
    }

    /// Whether the first is less likely to fit.
    public static func < (first: Self, second: Self) -> Bool { first.order < second.order }
}
