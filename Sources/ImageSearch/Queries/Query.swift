/// What is looked for: a term, which pictures may be found, in which order, and which part of the answer.
///
///     let query = try Query(.words("a green tree"), page: Page(limit: 4))
public struct Query: Sendable, Hashable {
    /// What the pictures should be like.
    public let term: Term
    /// Which pictures may be found.
    public let filter: Filter
    /// What comes first.
    public let order: Order
    /// Which part of the answer is wanted.
    public let page: Page

    /// Joins the parts; each of them was checked when it was made.
    public init(_ term: Term, filter: Filter = Filter(), order: Order = .similarity, page: Page = Page()) {
        self.term = term
        self.filter = filter
        self.order = order
        self.page = page
    }
}
