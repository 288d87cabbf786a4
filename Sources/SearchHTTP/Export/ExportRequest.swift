import ImageSearch
import JSONText

/// Which pictures are to be exported.
enum ExportRequest: Sendable {
    /// These, in this order.
    case ids([PictureID])
    /// Those that a query finds.
    case query(ParsedQuery)

    /// The most pictures of one export.
    static let limit = Page.limits.upperBound
}

extension Parameter where Value == ExportRequest {
    /// Ids or a query, in JSON or in a form that a page can send.
    static var exported: Parameter {
        let description = ParameterDescription(
            name: "pictures", place: .body, isRequired: true, text: "Which pictures: their ids, or a query.",
            schema: ["type": "string"], contents: ExportRequest.contents, schemas: [.exportedIDs, .exportedQuery],
            errors: [.malformedForm, .bodyTimeout, .tooLarge, .unreadableBody, .invalidParameters])
        return Parameter(description: description) { values throws(ValidationFault) in
            if case .fields(let fields) = values.body { return try ExportRequest(fields) }
            let body = try JSONBody(values.body, allowing: ["ids", "query"])
            switch (body["ids"], try body.text("query")) {
            case (let ids?, nil): return try ExportRequest(ids)
            case (nil, let query?): return try ExportRequest(query: query)
            default: throw .eitherOr
            }
        }
    }
}

extension ExportRequest {
    fileprivate init(_ json: JSONText.JSON) throws(ValidationFault) {
        guard let list = json.array else { throw .notAList(["body", "ids"]) }
        var ids: [String] = []
        for (index, element) in list.enumerated() {
            guard let text = element.string else { throw .notAText(["body", "ids", .integer(index)]) }
            ids.append(text)
        }
        try self.init(ids: ids)
    }

    fileprivate init(_ fields: [Form.Field]) throws(ValidationFault) {
        guard fields.count == 1, let field = fields.first, field.fileName == nil else { throw .eitherOr }
        let text = String(decoding: field.bytes, as: UTF8.self)
        switch field.name {
        case "ids": try self.init(ids: text.split(separator: ",").map { id in id.filter { !$0.isWhitespace } })
        case "query": try self.init(query: text)
        default: throw .unexpected(EchoedInput.of(field.name))
        }
    }

    private init(ids texts: [String]) throws(ValidationFault) {
        guard !texts.isEmpty else {
            throw ValidationFault(
                type: "too_short", location: ["body", "ids"],
                message: "List should have at least 1 item after validation, not 0",
                context: ["min_length": 1, "actual_length": 0])
        }
        guard texts.count <= Self.limit else {
            throw ValidationFault(
                type: "too_long", location: ["body", "ids"],
                message: "List should have at most \(Self.limit) items after validation, not \(texts.count)",
                context: ["max_length": .integer(Self.limit), "actual_length": .integer(texts.count)])
        }
        var ids: [PictureID] = []
        for (index, text) in texts.enumerated() {
            guard let id = PictureID(text) else {
                throw ValidationFault(
                    type: "uuid_parsing", location: ["body", "ids", .integer(index)],
                    message: "Input should be a valid UUID of 8-4-4-4-12 hexadecimal digits",
                    input: .string(EchoedInput.of(text)))
            }
            ids.append(id)
        }
        self = .ids(ids)
    }

    fileprivate init(query text: String) throws(ValidationFault) {
        do throws(QueryError) { self = .query(try QueryText.parse(text)) } catch {
            throw ValidationFault(error, at: ["body", "query"], input: .string(EchoedInput.of(text)))
        }
    }

    fileprivate static var contents: [JSON.Member] {
        let json: JSON = ["anyOf": [Schema.exportedIDs.reference, Schema.exportedQuery.reference]]
        let ids: JSON = ["type": "string", "description": "Ids, with commas between them."]
        let query: JSON = ["type": "string", "maxLength": .integer(QueryText.limit)]
        func form(_ name: String, _ field: JSON) -> JSON {
            [
                "type": "object", "required": [.string(name)], "additionalProperties": false,
                "properties": .object([JSON.Member(name: name, value: field)]),
            ]
        }
        let examples: JSON = ["query": ["value": ["query": "a green tree likely"]]]
        return [
            JSON.Member(name: "application/json", value: ["schema": json, "examples": examples]),
            JSON.Member(
                name: "multipart/form-data", value: ["schema": ["anyOf": [form("ids", ids), form("query", query)]]]),
        ]
    }
}

extension ValidationFault {
    fileprivate static var eitherOr: Self {
        Self(type: "value_error", location: ["body"], message: "either ids or a query has to be there")
    }
}

extension Schema {
    fileprivate static let exportedIDs = closed(
        "ExportedPictures",
        [
            "ids": [
                "type": "array", "minItems": 1, "maxItems": .integer(ExportRequest.limit),
                "items": ["type": "string", "format": "uuid"],
            ]
        ], required: ["ids"])

    fileprivate static let exportedQuery = closed(
        "ExportedQuery", ["query": ["type": "string", "maxLength": .integer(QueryText.limit)]], required: ["query"])
}
