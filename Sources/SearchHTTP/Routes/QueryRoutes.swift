import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes that take whole queries.
    var queryRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/search",
                .init(
                    id: "search", tag: .search, summary: "Find pictures by a query",
                    text: "Words, stored pictures, what to leave out, filters and an order, in one text."),
                parameters: .queryText(
                    "The query: `2:cat + red sofa - snow in:trips after:2023`. An empty one goes through all, newest first.",
                    examples: [.init(name: "tree", value: .string("a green tree shape:landscape"))]),
                .queryLimit, .cursor, .explain, answer: .hits,
                errors: [.unknownPicture, .internalError, .unavailable]
            ) { parsed, limit, cursor, explain in
                try await reply(to: SentQuery(parsed, limit: limit, cursor: cursor), explaining: explain)
            },
            Endpoint(
                .post, "/search",
                .init(
                    id: "searchByQuery", tag: .search, summary: "Find pictures by a query that may bring pictures",
                    text: """
                        The query as JSON, in parts or as text; or a form with the field `query`, and a picture in each field \
                        whose name the query uses. The pictures are looked at and forgotten.
                        """),
                parameters: .sentQuery, .explain, answer: .hits,
                errors: [.unknownPicture, .unreadableBody, .internalError, .unavailable]
            ) { sent, explain in try await reply(to: sent, explaining: explain) },
        ]
    }

    /// Searches, and says what was understood and how long it took.
    func reply(to sent: SentQuery, explaining: Bool = false) async throws -> SearchReply {
        let start = ContinuousClock.now
        let answer = try await sent.answering { query in
            // A part of a stored picture is looked at in its file.
            try await StoredFile.opening {
                try await flows.searcher.search(query, pictures: sent.pictures, explaining: explaining)
            }
        }
        return SearchReply(
            query: sent.query, notes: sent.parsed.notes, answer: answer, took: ContinuousClock.now - start)
    }
}

extension Parameter where Value == Int? {
    /// How many matches a query asks for.
    static var queryLimit: Parameter {
        .optionalInteger(
            "limit", in: Page.limits,
            "How many pictures to return; when it is left out, what the query says, else \(Page.defaultLimit).")
    }
}

extension Parameter where Value == Bool {
    /// Whether each hit tells why it was found.
    fileprivate static var explain: Parameter { .flag("explain", "Each hit tells why it was found.") }
}
