import Hummingbird
import ImageSearch
import JSONText

extension SearchAPI {
    /// The routes that make vectors for other programs.
    var embedRoutes: [Endpoint] {
        [
            Endpoint(
                .post, "/embed",
                .init(
                    id: "embed", tag: .library, summary: "Make vectors of texts and pictures",
                    text: """
                        In the space that searches compare in, each of length 1. Vectors of different models do not mix: \
                        `fingerprint` tells them apart.
                        """),
                parameters: .textsAndPictures, answer: .vectors,
                errors: [.unreadableBody, .internalError, .unavailable]
            ) { sent in
                let made = try await flows.vectorizer.vectors(ofTexts: sent.texts, pictures: sent.pictures)
                return MadeVectors(model: flows.vectorizer.model, texts: made.texts, pictures: made.pictures)
            }
        ]
    }
}

/// What vectors are wanted of.
struct TextsAndPictures: Sendable {
    fileprivate(set) var texts: [String] = []
    fileprivate(set) var pictures: [[UInt8]] = []
    /// The most characters that a text may have; the model takes far fewer.
    fileprivate static let longestText = 4096
}

/// Vectors and the model that made them.
struct MadeVectors: Sendable {
    let model: ModelIdentity
    let texts: [Embedding]
    let pictures: [Embedding]
}

extension Parameter where Value == TextsAndPictures {
    /// Texts as JSON; texts and pictures in a form.
    static var textsAndPictures: Parameter {
        let description = ParameterDescription(
            name: "texts", place: .body, isRequired: true, text: "What to make vectors of.", schema: ["type": "string"],
            contents: contents, schemas: [.texts],
            errors: [.malformedForm, .bodyTimeout, .tooLarge, .unreadableBody, .unusablePicture])
        return Parameter(description: description) { values throws(ValidationFault) in
            switch values.body {
            case .fields(let fields): try TextsAndPictures(fields)
            case let body: try TextsAndPictures(json: body)
            }
        }
    }

    private static var contents: [JSON.Member] {
        let text: JSON = ["type": "string", "pattern": "\\S", "maxLength": .integer(TextsAndPictures.longestText)]
        let picture: JSON = [
            "type": "string", "format": "binary", "contentMediaType": "application/octet-stream",
        ]
        func fields(_ field: JSON, _ most: Int, _ what: String) -> JSON {
            let list: JSON = ["type": "array", "items": field, "maxItems": .integer(most)]
            let text = "\(what) The field may be there \(most) times."
            return ["anyOf": [field, list], "description": .string(text)]
        }
        let form: JSON = [
            "type": "object", "additionalProperties": false,
            "properties": [
                "text": fields(text, Vectorizer.limits.texts, "A text."),
                "picture": fields(picture, Vectorizer.limits.pictures, "A picture."),
            ],
            "description": "At least one text or picture.",
        ]
        return [
            JSON.Member(
                name: "application/json",
                value: [
                    "schema": Schema.texts.reference,
                    "examples": ["two": ["value": ["texts": ["a green tree", "a red car"]]]],
                ]),
            JSON.Member(name: "multipart/form-data", value: ["schema": form]),
        ]
    }
}

extension TextsAndPictures {
    fileprivate init(json body: SentBody) throws(ValidationFault) {
        guard let sent = try JSONBody(body, allowing: ["texts"])["texts"] else { throw .missing(.body, "texts") }
        guard let list = sent.array else { throw .notAList(["body", "texts"]) }
        for (index, element) in list.enumerated() {
            let location: [JSON] = ["body", "texts", .integer(index)]
            guard let text = element.string else { throw .notAText(location) }
            try add(text, location)
        }
        try check("texts")
    }

    fileprivate init(_ fields: [Form.Field]) throws(ValidationFault) {
        for field in fields {
            switch field.name {
            case "text": try add(String(decoding: field.bytes, as: UTF8.self), ["body", "text", .integer(texts.count)])
            case "picture":
                guard field.fileName != nil else { throw .notAFile("picture", field.bytes) }
                pictures.append(field.bytes)
            default: throw .unexpected(EchoedInput.of(field.name))
            }
        }
        guard !texts.isEmpty || !pictures.isEmpty else {
            throw ValidationFault(
                type: "value_error", location: ["body"], message: "the form has to bring a text or a picture")
        }
        try check("text")
    }

    private mutating func add(_ text: String, _ location: [JSON]) throws(ValidationFault) {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw ValidationFault(
                type: "string_too_short", location: location, message: "String should have at least 1 character",
                input: .string(EchoedInput.of(text)), context: ["min_length": 1])
        }
        guard text.unicodeScalars.count <= Self.longestText else {
            throw ValidationFault(
                type: "string_too_long", location: location,
                message: "String should have at most \(Self.longestText) characters",
                input: .string(EchoedInput.of(text)), context: ["max_length": .integer(Self.longestText)])
        }
        texts.append(text)
    }

    private func check(_ name: String) throws(ValidationFault) {
        guard !texts.isEmpty || !pictures.isEmpty else { throw .missing(.body, name) }
        for (name, count, limit) in [
            (name, texts.count, Vectorizer.limits.texts), ("picture", pictures.count, Vectorizer.limits.pictures),
        ] where count > limit {
            throw ValidationFault(
                type: "too_long", location: ["body", .string(name)],
                message: "List should have at most \(limit) items after validation, not \(count)",
                context: ["max_length": .integer(limit), "actual_length": .integer(count)])
        }
    }
}

extension Answer where Value == MadeVectors {
    /// The vectors, and the model that made them.
    fileprivate static var vectors: Answer {
        let description = AnswerDescription(
            text: "The vectors, in the order of what was sent.", content: Schema.vectors.reference, schemas: [.vectors])
        return Answer(description: description) { made in
            [
                "model": .string(made.model.name), "fingerprint": .string(made.model.fingerprint),
                "dimensions": .integer(made.model.dimensions), "texts": .array(made.texts.map(\.json)),
                "pictures": .array(made.pictures.map(\.json)),
            ]
        }
    }
}

extension Embedding {
    /// With the digits that tell a float from its neighbours.
    fileprivate var json: JSON { .array(values.map { .number(Double($0.description) ?? 0) }) }
}

extension Schema {
    fileprivate static let texts = closed(
        "Texts",
        [
            "texts": [
                "type": "array", "minItems": 1, "maxItems": .integer(Vectorizer.limits.texts),
                "items": [
                    "type": "string", "pattern": "\\S", "maxLength": .integer(TextsAndPictures.longestText),
                ],
            ]
        ], required: ["texts"])

    fileprivate static let vectors = object(
        "Vectors",
        [
            "model": ["type": "string"], "fingerprint": ["type": "string"], "dimensions": ["type": "integer"],
            "texts": ["type": "array", "items": ["type": "array", "items": ["type": "number"]]],
            "pictures": ["type": "array", "items": ["type": "array", "items": ["type": "number"]]],
        ])
}
