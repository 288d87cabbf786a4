import ImageSearch

/// What a query found, and how it was understood.
struct SearchReply: Sendable {
    let query: Query
    let notes: [QueryNote]
    let answer: SearchAnswer
    let took: Duration
}

extension Answer where Value == SearchReply {
    /// `{"query", "matches", "next", "notes", "took_ms"}`.
    static var hits: Answer {
        var description = AnswerDescription(
            text: "What was found, in the order that was asked for.", content: Schema.searchAnswer.reference,
            schemas: [.searchAnswer])
        description.links = ["image", "imageFile", "thumbnail", "similarImages"].map { operation in
            JSON.Member(
                name: operation,
                value: [
                    "operationId": .string(operation), "parameters": ["id": "$response.body#/matches/0/id"],
                ])
        }
        return Answer(description: description, json: \.json)
    }
}

extension SearchReply {
    /// What is sent.
    var json: JSON {
        [
            "query": .string(query.description),
            "matches": .array(answer.matches.map { $0.hit(of: query) }),
            "next": answer.next.map { .string($0.description) } ?? .null,
            "notes": .array(notes.map { .string($0.description) }),
            "took_ms": .number((took / .microseconds(100)).rounded() / 10),
        ]
    }
}

extension Match {
    fileprivate func hit(of query: Query) -> JSON {
        let explanation = explanation.map { JSON.Member(name: "explanation", value: $0.json(query)) }
        return .object(
            picture.members + [
                .init(name: "distance", value: distance.map(JSON.number) ?? .null),
                .init(name: "band", value: relevance.map { .string($0.band.rawValue) } ?? .null),
                .init(name: "percentile", value: relevance.map { .number($0.percentile) } ?? .null),
                .init(name: "hidden", value: .integer(hidden)),
            ] + [explanation].compactMap(\.self))
    }
}

extension Explanation {
    /// What each term adds, which conditions are met, and what the picture shows in words.
    fileprivate func json(_ query: Query) -> JSON {
        let terms = zip(query.terms, contributions).map { term, contribution -> JSON in
            ["term": .string(Query(term).description), "contribution": .number(contribution)]
        }
        return [
            "terms": .array(terms), "conditions": .array(clauses.map { .string($0.text) }),
            "descriptions": .array(descriptions.map(JSON.string)),
        ]
    }
}

extension Schema {
    fileprivate static let searchAnswer = Schema.object(
        "SearchAnswer",
        [
            "query": [
                "type": "string", "description": "The query as it was understood, in its one text form.",
                "examples": ["2:cat + red sofa - snow"],
            ],
            "matches": ["type": "array", "items": hit.reference],
            "next": [
                "type": ["string", "null"],
                "description": "Where the next page begins: the `cursor` to ask for it; null when there is none.",
            ],
            "notes": [
                "type": "array", "items": ["type": "string"],
                "description": "What was taken otherwise than it may have been meant.",
            ],
            "took_ms": ["type": "number", "description": "Milliseconds that the search took."],
        ], uses: [hit])

    private static let hit = object(
        "Hit",
        .object(
            pictureMembers + [
                .init(
                    name: "distance",
                    value: [
                        "type": ["number", "null"],
                        "description": "The cosine distance to the query, 0 to 2; null when it has no terms.",
                    ]),
                .init(
                    name: "band",
                    value: [
                        "type": ["string", "null"],
                        "enum": .array(Relevance.Band.allCases.map { .string($0.rawValue) } + [.null]),
                        "description": "How likely it fits; null when that is not known.",
                    ]),
                .init(
                    name: "percentile",
                    value: [
                        "type": ["number", "null"], "minimum": 0, "maximum": 100,
                        "description": "The share of everything else that the picture is less like than the query.",
                    ]),
                .init(
                    name: "hidden",
                    value: [
                        "type": "integer", "minimum": 0,
                        "description": "How many pictures much like it are not shown because of it.",
                    ]),
                .init(name: "explanation", value: explanation.reference),
            ]), optional: ["explanation"], uses: [explanation])

    private static let explanation = object(
        "Explanation",
        [
            "terms": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["term", "contribution"],
                    "properties": [
                        "term": ["type": "string"],
                        "contribution": [
                            "type": "number",
                            "description": "What the term adds to the similarity, which is 1 less the distance.",
                        ],
                    ],
                ],
            ],
            "conditions": [
                "type": "array", "items": ["type": "string"],
                "description": "The filter's conditions that the picture meets, as a query has them.",
                "examples": [["in:trips", "-type:gif"]],
            ],
            "descriptions": [
                "type": "array", "items": ["type": "string"],
                "description": "The descriptions of the text bank that fit the picture best, the best first.",
            ],
        ])
}
