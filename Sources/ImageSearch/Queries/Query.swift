/// What is looked for: terms, which pictures may be found, in which order, and which part of the answer.
///
///     let query = try Query(.words("a green tree"), page: Page(limit: 4))
///
/// It holds no pictures: those that it names come beside it.
public struct Query: Sendable, Hashable {
    /// The most terms that a query may have.
    public static let termLimit = 32

    /// What the pictures should be like; none to go through all that the filter lets through, by date.
    public let terms: [Term]
    /// Which pictures may be found.
    public let filter: Filter
    /// What comes first.
    public let order: Order
    /// Only pictures that are likely to fit are wanted.
    public let onlyLikely: Bool
    /// Of pictures that are so much alike only the first is shown; `nil` to show all.
    public let collapsing: DuplicateLevel?
    /// Which part of the answer is wanted.
    public let page: Page

    /// Joins the parts.
    ///
    /// - Parameters:
    ///   - terms: what the pictures should be like.
    ///   - filter: which pictures may be found.
    ///   - order: `nil` for relevance where there are terms, else newest.
    ///   - onlyLikely: whether only pictures that are likely to fit are wanted.
    ///   - collapsing: how alike pictures are of which only the first is shown.
    ///   - page: which part of the answer is wanted.
    /// - Throws: ``QueryError``: `terms` for more than ``termLimit``, `order` for relevance to nothing.
    public init(
        _ terms: [Term], filter: Filter = Filter(), order: Order? = nil, onlyLikely: Bool = false,
        collapsing: DuplicateLevel? = nil, page: Page = Page()
    ) throws(QueryError) {
        guard terms.count <= Query.termLimit else {
            throw QueryError(.terms, "a query has at most \(Query.termLimit) terms")
        }
        if terms.isEmpty, order == .relevance || onlyLikely {
            throw QueryError(.order, "there is nothing to be relevant to: give a term, or sort by date")
        }
        self.init(
            checked: terms, filter: filter, order: order ?? (terms.isEmpty ? .newest : .relevance),
            onlyLikely: onlyLikely, collapsing: collapsing, page: page)
    }

    /// Looks for one thing, most relevant first.
    public init(_ term: Term, filter: Filter = Filter(), page: Page = Page()) {
        self.init(
            checked: [term], filter: filter, order: .relevance, onlyLikely: false, collapsing: nil, page: page)
    }

    private init(
        checked terms: [Term], filter: Filter, order: Order, onlyLikely: Bool, collapsing: DuplicateLevel?, page: Page
    ) {
        self.terms = terms
        self.filter = filter
        self.order = order
        self.onlyLikely = onlyLikely
        self.collapsing = collapsing
        self.page = page
    }

    /// The names of the pictures that have to come with it.
    public var pictures: Set<String> {
        Set(terms.compactMap { if case .picture(let name, _) = $0.kind { name } else { nil } })
    }

    /// The same query for another part of its answer.
    public func at(_ page: Page) -> Query {
        Query(
            checked: terms, filter: filter, order: order, onlyLikely: onlyLikely, collapsing: collapsing, page: page)
    }
}
