import HTTPTypes
import ImageSearch

extension Parameter where Value == String {
    /// A text of the query that may be left out, and is empty then.
    static func optionalText(_ name: String, _ text: String, maxLength: Int, examples: [JSON.Member] = []) -> Parameter
    {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: false, text: text,
            schema: ["type": "string", "maxLength": .integer(maxLength), "default": ""], examples: examples)
        return Parameter(description: description) { values throws(ValidationFault) in
            let text = values.query[name] ?? ""
            guard text.unicodeScalars.count <= maxLength else { throw .tooLong(name, text, maxLength) }
            return text
        }
    }

    /// One of several words of the query.
    static func word(_ name: String, of words: [String], _ text: String) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: true, text: text,
            schema: ["type": "string", "enum": .array(words.map(JSON.string))],
            examples: words.prefix(1).map { .init(name: $0, value: .string($0)) })
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let word = values.query[name] else { throw .missing(.query, name) }
            guard words.contains(word) else { throw .noneOf(words, name, word) }
            return word
        }
    }
}

extension Parameter where Value == Int {
    /// One of several numbers of the query, the first when nothing is said.
    static func number(_ name: String, of numbers: [Int], _ text: String) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: false, text: text,
            schema: [
                "type": "integer", "enum": .array(numbers.map { .integer($0) }), "default": .integer(numbers[0]),
            ])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query[name] else { return numbers[0] }
            guard let number = numbers.first(where: { String($0) == text }) else {
                throw .noneOf(numbers.map { String($0) }, name, text)
            }
            return number
        }
    }
}

extension Parameter where Value == Int? {
    /// A whole number of the query within bounds, which may be left out.
    static func optionalInteger(_ name: String, in bounds: ClosedRange<Int>, _ text: String) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: false, text: text,
            schema: [
                "type": "integer", "minimum": .integer(bounds.lowerBound), "maximum": .integer(bounds.upperBound),
            ])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query[name] else { return nil }
            return try IntegerText.value(of: text, in: bounds, name)
        }
    }
}

extension Parameter where Value == Bool {
    /// Whether something is wanted; not when nothing is said.
    static func flag(_ name: String, _ text: String) -> Parameter {
        let description = ParameterDescription(
            name: name, place: .query, isRequired: false, text: text, schema: ["type": "boolean", "default": false])
        return Parameter(description: description) { values throws(ValidationFault) in
            switch values.query[name] {
            case nil, "false": return false
            case "true": return true
            case let text?: throw .notABoolean(name, text)
            }
        }
    }
}

extension Parameter where Value == String? {
    /// A header, as it came.
    static func header(_ name: String, _ text: String) -> Parameter {
        let field = HTTPField.Name(name)
        let description = ParameterDescription(
            name: name, place: .header, isRequired: false, text: text, schema: ["type": "string"], errors: [])
        return Parameter(description: description) { values throws(ValidationFault) in
            field.flatMap { values.headers[$0] }
        }
    }

    /// A mark that makes a URL name one content, for caches.
    static var version: Parameter {
        let description = ParameterDescription(
            name: "v", place: .query, isRequired: false,
            text: "`version` of a hit: then the answer may be kept for good, as the URL names the content.",
            schema: ["type": "string"], errors: [])
        return Parameter(description: description) { values throws(ValidationFault) in values.query["v"] }
    }
}

extension Parameter where Value == PictureID {
    /// The key of a stored picture in the path.
    static var pictureID: Parameter {
        let description = ParameterDescription(
            name: "id", place: .path, isRequired: true, text: "The `id` of a hit.",
            schema: ["type": "string", "format": "uuid"])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.path["id"] else { throw .missing(.path, "id") }
            guard let id = PictureID(text) else { throw .notAnID(text) }
            return id
        }
    }
}

extension Parameter where Value == Cursor? {
    /// Where a page begins.
    static var cursor: Parameter {
        let description = ParameterDescription(
            name: "cursor", place: .query, isRequired: false,
            text: "`next` of the page before, of the same query; the first page without it.",
            schema: ["type": "string", "pattern": .string(Cursor.pattern)])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query["cursor"] else { return nil }
            do throws(QueryError) { return try Cursor(text) } catch {
                throw ValidationFault(
                    type: "value_error", place: .query, name: "cursor", message: error.description,
                    input: .string(EchoedInput.of(text)))
            }
        }
    }
}

extension ValidationFault {
    fileprivate static func tooLong(_ name: String, _ input: String, _ limit: Int) -> Self {
        Self(
            type: "string_too_long", place: .query, name: name,
            message: "String should have at most \(limit) characters", input: .string(EchoedInput.of(input)),
            context: ["max_length": .integer(limit)])
    }

    fileprivate static func noneOf(_ values: [String], _ name: String, _ input: String) -> Self {
        let expected = values.map { "'\($0)'" }
        let list =
            expected.dropLast().joined(separator: ", ") + (expected.count > 1 ? " or " : "") + (expected.last ?? "")
        return Self(
            type: "enum", place: .query, name: name, message: "Input should be \(list)",
            input: .string(EchoedInput.of(input)), context: ["expected": .string(list)])
    }

    fileprivate static func notABoolean(_ name: String, _ input: String) -> Self {
        Self(
            type: "bool_parsing", place: .query, name: name,
            message: "Input should be a valid boolean, unable to interpret input",
            input: .string(EchoedInput.of(input)))
    }

    fileprivate static func notAnID(_ input: String) -> Self {
        Self(
            type: "uuid_parsing", place: .path, name: "id",
            message: "Input should be a valid UUID of 8-4-4-4-12 hexadecimal digits",
            input: .string(EchoedInput.of(input)))
    }
}
