import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes about stored pictures.
    var imageRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/images",
                .init(
                    id: "listImages", tag: .pictures, summary: "Go through the stored pictures",
                    text: "All of them, or those that meet the conditions of a query, newest first."),
                parameters: .queryText(
                    "Conditions and an order: `in:trips after:2023 sort:oldest`. Words are for `/search`.",
                    examples: [.init(name: "landscapes", value: .string("shape:landscape sort:oldest"))]),
                .queryLimit, .cursor, answer: .hits, errors: [.internalError, .unavailable]
            ) { parsed, limit, cursor in
                guard parsed.query.terms.isEmpty else { throw ValidationError([.termsAmongConditions(parsed.query)]) }
                return try await reply(to: SentQuery(parsed, limit: limit, cursor: cursor))
            },
            Endpoint(
                .get, "/count",
                .init(
                    id: "countImages", tag: .pictures, summary: "Count the stored pictures",
                    text: """
                        All of them, or those that meet the conditions of a query; about right for large libraries, which \
                        `is_exact` tells.
                        """),
                parameters: .queryText(
                    "Conditions: `in:trips after:2023`. An order changes nothing.",
                    examples: [.init(name: "landscapes", value: .string("shape:landscape"))]),
                answer: .pictureCount, errors: [.internalError, .unavailable]
            ) { parsed in
                guard parsed.query.terms.isEmpty else { throw ValidationError([.termsAmongConditions(parsed.query)]) }
                return try await flows.catalogue.count(where: parsed.query.filter)
            },
            Endpoint(
                .get, "/images/{id}", .init(id: "image", tag: .pictures, summary: "What is known of a picture"),
                parameters: .pictureID, answer: .picture, errors: [.unknownPicture, .internalError, .unavailable]
            ) { id in
                let picture = try await picture(id)
                return PictureDetails(
                    picture: picture, copies: try await flows.catalogue.pictures(of: picture.content))
            },
            Endpoint(
                .get, "/images/{id}/similar",
                .init(
                    id: "similarImages", tag: .search, summary: "Find pictures that look like a stored one",
                    text: "Nearest first, without the picture itself."),
                parameters: .pictureID, .integer("limit", in: 1...1000, default: 20, "How many pictures to return."),
                answer: .hits, errors: [.unknownPicture, .internalError, .unavailable]
            ) { id, limit in try await similar(to: id, limit: limit) },
        ]
    }

    /// A stored picture that can be found.
    func picture(_ id: PictureID) async throws -> StoredPicture {
        guard let picture = try await flows.catalogue.picture(id) else {
            throw HTTPError(.notFound, message: "there is no picture with the id \(id)")
        }
        return picture
    }

    private func similar(to id: PictureID, limit: Int) async throws -> SearchReply {
        let start = ContinuousClock.now
        // The picture itself is the nearest, but among copies any may come first.
        let query = Query(try Term(.stored(id, part: nil)), page: try Page(limit: limit + 1))
        let matches = try await flows.searcher.search(query).matches.filter { $0.id != id }
        return SearchReply(
            query: query.at(try Page(limit: limit)), notes: [],
            answer: SearchAnswer(matches: Array(matches.prefix(limit))),
            took: ContinuousClock.now - start)
    }
}

extension Answer where Value == PictureCount {
    fileprivate static var pictureCount: Answer {
        let schema = Schema.object(
            "PictureCount", ["pictures": ["type": "integer", "minimum": 0], "is_exact": ["type": "boolean"]])
        let description = AnswerDescription(
            text: "How many there are.", content: schema.reference, schemas: [schema])
        return Answer(description: description) {
            ["pictures": .integer($0.pictures), "is_exact": .bool($0.isExact)]
        }
    }
}

extension ValidationFault {
    fileprivate static func termsAmongConditions(_ query: Query) -> Self {
        Self(
            type: "value_error", place: .query, name: "q",
            message: "only conditions and an order belong here: ask /search for words and pictures",
            input: .string(EchoedInput.of(query.description)))
    }
}
