import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes that find pictures.
    var searchRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/search-by-text", .init(id: "searchByText", tag: .search, summary: "Find pictures by words"),
                parameters: .text(
                    "query", "What the picture should show. What is longer than the model can take is cut.",
                    examples: [.init(name: "tree", value: .string("a green tree"))]),
                .limit, answer: .matches, errors: [.internalError, .unavailable]
            ) { text, limit in
                try await flows.searcher.nearest(Query(.words(text), page: Page(limit: limit)))
            },
            Endpoint(
                .post, "/search-by-image",
                .init(
                    id: "searchByImage", tag: .search, summary: "Find pictures that look like a picture",
                    text: "The picture is looked at and forgotten."),
                parameters: .limit, .picture, answer: .matches, errors: [.internalError, .unavailable]
            ) { limit, file in
                let query = try Query(Term(.picture("file", part: nil)), page: Page(limit: limit))
                return try await flows.searcher.nearest(query, pictures: ["file": file.bytes])
            },
        ]
    }
}

extension Parameter where Value == Int {
    /// How many matches come back.
    static var limit: Parameter {
        .integer("limit", in: 1...1000, default: Page.defaultLimit, "How many pictures to return.")
    }
}

extension Parameter where Value == Form.File {
    /// The picture that a form brings.
    static var picture: Parameter {
        .picture("file", "A JPEG, PNG, WebP, GIF, HEIC or AVIF file; its content counts, not its name.")
    }
}
