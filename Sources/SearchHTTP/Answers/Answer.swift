import Hummingbird
import ImageSearch

/// What a route answers when all goes well: how it is written, and how /openapi.json describes it.
struct Answer<Value: Sendable>: Sendable {
    let description: AnswerDescription
    let response: @Sendable (Value) -> Response

    /// An answer in JSON.
    init(description: AnswerDescription, json: @escaping @Sendable (Value) -> JSON) {
        self.init(description: description, response: { Response(json($0)) })
    }

    /// An answer of any other kind.
    init(description: AnswerDescription, response: @escaping @Sendable (Value) -> Response) {
        self.description = description
        self.response = response
    }
}

/// What /openapi.json says of an answer.
struct AnswerDescription: Sendable {
    /// The number that HTTP has for it.
    var status = 200
    let text: String
    /// The form of the body for each type that it may have; none for no body.
    let contents: [JSON.Member]
    /// The named forms that it refers to.
    var schemas: [Schema] = []
    /// The headers that belong to it.
    var headers: [HeaderDescription] = []
    /// The operations that take a value of the body, by which value.
    var links: [JSON.Member] = []
    /// What else may be answered when all goes well.
    var others: [AnswerDescription] = []

    /// Itself and the others.
    var all: [AnswerDescription] { [self] + others }
}

extension AnswerDescription {
    /// An answer in JSON.
    init(text: String, content: JSON, schemas: [Schema]) {
        self.init(
            text: text, contents: [JSON.Member(name: "application/json", value: ["schema": content])], schemas: schemas)
    }
}

/// What /openapi.json says of a header of an answer.
struct HeaderDescription: Sendable {
    let name: String
    let text: String
    var isRequired = true
    var schema: JSON = ["type": "string"]
}

extension Answer where Value == [Match] {
    /// `[{"path", "distance"}]`, as results of a search are sent.
    static var matches: Answer {
        let schema = Schema.object(
            "Match",
            [
                "path": ["type": "string", "examples": ["data/test_images/tree.jpg"]],
                "distance": [
                    "type": "number", "description": "The cosine distance to the query: 0 is the same, 2 the opposite.",
                    "examples": [.number(0.714)],
                ],
            ])
        let description = AnswerDescription(
            text: "The nearest pictures, nearest first.",
            content: ["type": "array", "items": schema.reference], schemas: [schema])
        return Answer(description: description) { matches in
            .array(
                matches.map {
                    ["path": .string($0.location.description), "distance": $0.distance.map(JSON.number) ?? .null]
                })
        }
    }
}

/// A picture that was taken in, and the client's name for its file.
struct UploadedPicture: Sendable {
    let picture: Picture
    let fileName: String
}

extension Answer where Value == UploadedPicture {
    /// Where an upload was kept.
    static var uploaded: Answer {
        let schema = Schema.object(
            "Uploaded",
            [
                "message": ["type": "string", "examples": [.string(message)]],
                "filename": ["type": "string", "description": "The name that came with the file."],
                "path": ["type": "string", "description": "The path that searches return for the picture."],
                "id": ["type": "string", "format": "uuid"],
                "sha256": ["type": "string", "pattern": "^[0-9a-f]{64}$"],
            ])
        let description = AnswerDescription(
            text: "The picture is kept and can be found.", content: schema.reference, schemas: [schema])
        return Answer(description: description) { uploaded in
            [
                "message": .string(message),
                "filename": .string(uploaded.fileName),
                "path": .string(uploaded.picture.file.location.description),
                "id": .string(uploaded.picture.id.description),
                "sha256": .string(uploaded.picture.content.description),
            ]
        }
    }

    private static var message: String { "Image uploaded successfully" }
}

extension Answer where Value == Void {
    /// 204, without a body.
    static func nothing(_ text: String) -> Answer {
        Answer(description: AnswerDescription(status: 204, text: text, contents: [])) { .withoutBody(.noContent) }
    }

    /// `{"status": ...}`, always the same.
    static func status(_ status: String, _ text: String) -> Answer {
        let schema = Schema.object("Status", ["status": ["type": "string"]])
        let description = AnswerDescription(text: text, content: schema.reference, schemas: [schema])
        return Answer(description: description) { ["status": .string(status)] }
    }
}
