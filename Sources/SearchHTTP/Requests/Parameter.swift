import Hummingbird

/// Where a value stands in a request.
enum ParameterPlace: String, Sendable { case path, query, header, body }

/// A value that a route takes: how it is read and checked, and how /openapi.json describes it.
struct Parameter<Value: Sendable>: Sendable {
    let description: ParameterDescription
    /// Reads the value, or the fault of what was sent.
    let read: @Sendable (RequestValues) throws(ValidationFault) -> Value
}

/// What /openapi.json says of a parameter.
struct ParameterDescription: Sendable {
    let name: String
    let place: ParameterPlace
    let isRequired: Bool
    let text: String
    /// Type, bounds and default, as a JSON Schema.
    let schema: JSON
    /// Values to try, by their names.
    var examples: [JSON.Member] = []
    /// Of a body that is no form with one file: the forms that it may have, by their types.
    var contents: [JSON.Member]?
    /// The named forms that these refer to.
    var schemas: [Schema] = []
    /// What a route may answer because it has this parameter.
    var errors: [ErrorAnswer] = [.invalidParameters]
}

/// What a request holds, taken apart but not checked.
struct RequestValues: Sendable {
    let query: QueryParameters
    /// The parts of the path that stand for the names in braces.
    var path: [String: String] = [:]
    var headers: HTTPFields = [:]
    var body = SentBody.none
}

/// The body of a request, taken apart but not checked.
enum SentBody: Sendable {
    /// The route takes none.
    case none
    /// The file that a form brought in the one field that the route takes.
    case file(Result<Form.File, ValidationFault>)
    /// All fields of a form, in their order.
    case fields([Form.Field])
    /// What may be JSON.
    case json([UInt8])
}

extension Parameter where Value == String {
    /// A text of the query that is not blank.
    static func text(_ name: String, _ text: String, examples: [JSON.Member] = []) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: true, text: text,
            schema: ["type": "string", "minLength": 1, "pattern": "\\S"], examples: examples)
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query[name] else { throw .missing(.query, name) }
            guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
                throw .tooShort(name, text)
            }
            return text
        }
    }
}

extension Parameter where Value == Int {
    /// A whole number of the query within bounds, or the default when nothing is said.
    static func integer(
        _ name: String, in bounds: ClosedRange<Int>, default defaultValue: Int, _ text: String
    ) -> Parameter {
        let schema: JSON = [
            "type": "integer", "minimum": .integer(bounds.lowerBound), "maximum": .integer(bounds.upperBound),
            "default": .integer(defaultValue),
        ]
        let description = ParameterDescription(
            name: name, place: .query, isRequired: false, text: text, schema: schema)
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query[name] else { return defaultValue }
            return try IntegerText.value(of: text, in: bounds, name)
        }
    }
}

extension Parameter where Value == Form.File {
    /// A picture in a field of a form; a route takes at most one.
    static func picture(_ name: String, _ text: String) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .body, isRequired: true, text: text,
            schema: ["type": "string", "format": "binary", "contentMediaType": "application/octet-stream"],
            errors: [.malformedForm, .bodyTimeout, .tooLarge, .notAPicture, .unusablePicture])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard case .file(let file) = values.body else { throw .missing(.body, name) }
            return try file.get()
        }
    }
}
