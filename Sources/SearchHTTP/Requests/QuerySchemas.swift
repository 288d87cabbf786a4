import ImageSearch

extension SentQuery {
    /// The forms of a body that brings a query.
    static var contents: [JSON.Member] {
        let query: JSON = ["anyOf": [Schema.partsQuery.reference, Schema.textQuery.reference]]
        let picture: JSON = [
            "type": "string", "format": "binary", "contentMediaType": "application/octet-stream",
            "description": "A picture, in the field whose name the query uses.",
        ]
        let form: JSON = [
            "type": "object", "required": ["query"],
            "properties": [
                "query": [
                    "type": "string", "description": "The query as text, or its JSON form, which begins with a brace.",
                    "maxLength": .integer(QueryText.limit),
                ]
            ],
            "additionalProperties": picture,
        ]
        let examples: JSON = [
            "text": ["value": ["query": "2:cat + red sofa - snow", "limit": 20]],
            "parts": ["value": ["terms": [["words": "a green tree"]], "filter": ["shape": ["landscape"]]]],
        ]
        return [
            JSON.Member(name: "application/json", value: ["schema": query, "examples": examples]),
            JSON.Member(name: "multipart/form-data", value: ["schema": form]),
        ]
    }
}

extension Schema {
    /// A query as text in JSON.
    static let textQuery = closed(
        "TextQuery",
        [
            "query": [
                "type": "string", "maxLength": .integer(QueryText.limit),
                "description": "The text form: `2:cat + red sofa - snow in:trips after:2023`.",
            ],
            "limit": limit, "cursor": cursor,
        ], required: ["query"])

    /// A query in parts.
    static let partsQuery = closed(
        "Query",
        [
            "terms": [
                "type": "array", "maxItems": .integer(Query.termLimit),
                "items": ["anyOf": .array(terms.map(\.reference))],
            ],
            "filter": conditions.reference, "not": conditions.reference,
            "sort": ["type": "string", "enum": .array(Order.allCases.map { .string($0.rawValue) })],
            "likely": ["type": "boolean", "description": "Only pictures that are likely to fit."],
            "duplicates": ["type": "string", "enum": .array(DuplicateLevel.allCases.map { .string($0.rawValue) })],
            "limit": limit, "cursor": cursor,
        ], uses: terms + [conditions])

    private static let terms = [
        term("WordsTerm", "words", ["type": "string", "pattern": "\\S"]),
        term("StoredTerm", "id", ["type": "string", "format": "uuid"], isPicture: true),
        term("PictureTerm", "picture", ["type": "string", "minLength": 1], isPicture: true),
    ]

    private static func term(_ name: String, _ kind: String, _ value: JSON, isPicture: Bool = false) -> Schema {
        let (least, most) = (Term.weights.lowerBound, Term.weights.upperBound)
        let weight: JSON = [
            "description": "How much it counts beside others; negative to leave it out.",
            "anyOf": [
                ["type": "number", "minimum": .number(least), "maximum": .number(most)],
                ["type": "number", "minimum": .number(-most), "maximum": .number(-least)],
            ],
        ]
        let part: JSON = [
            "type": "array", "minItems": 4, "maxItems": 4,
            "items": ["type": "number", "minimum": 0, "maximum": 1],
            "description": "Left, top, width and height of a part of the picture, in fractions of its sides.",
        ]
        let members = [JSON.Member(name: kind, value: value), JSON.Member(name: "weight", value: weight)]
        let properties = members + (isPicture ? [JSON.Member(name: "part", value: part)] : [])
        return closed(name, .object(properties), required: [kind])
    }

    private static let conditions = closed(
        "Conditions",
        .object(
            QueryKey.conditions.map {
                JSON.Member(name: $0.rawValue, value: ["type": "array", "items": ["type": "string", "minLength": 1]])
            } + [
                .init(
                    name: "fav", value: ["type": "boolean", "description": "It is a favourite; false means nothing."])
            ]))

    private static let limit: JSON = [
        "type": "integer", "minimum": .integer(Page.limits.lowerBound), "maximum": .integer(Page.limits.upperBound),
        "description": .string("How many matches to return: \(Page.defaultLimit) when nothing is said."),
    ]

    private static let cursor: JSON = [
        "description": "`next` of the page before, of the same query.",
        "anyOf": [["type": "string", "pattern": .string(Cursor.pattern)], ["type": "null"]],
    ]

    /// An object that takes no other members.
    static func closed(_ name: String, _ properties: JSON, required: [String] = [], uses: [Schema] = []) -> Schema {
        let json = JSON.members([
            "type": "object", "required": required.isEmpty ? nil : .array(required.map(JSON.string)),
            "properties": properties, "additionalProperties": false,
        ])
        return Schema(name: name, json: json, uses: uses)
    }
}
