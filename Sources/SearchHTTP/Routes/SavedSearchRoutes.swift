import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes of queries that are kept under names.
    var savedSearchRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/saved-searches",
                .init(id: "savedSearches", tag: .library, summary: "The queries that were saved under names"),
                answer: .savedSearches, errors: [.internalError, .unavailable]
            ) { try await flows.savedSearches.savedSearches() },
            Endpoint(
                .put, "/saved-searches/{name}",
                .init(
                    id: "saveSearch", tag: .library, summary: "Save a query under a name",
                    text: "Instead of the one that has the name. At most \(SavedSearch.limit) names are kept."),
                parameters: .searchName, .savedQuery, answer: .savedSearch,
                errors: [.tooManySearches, .unreadableBody, .internalError, .unavailable, .noSpace]
            ) { name, query in
                guard let saved = try await flows.savedSearches.saveSearch(query.description, as: name) else {
                    throw HTTPError(
                        .conflict, message: "there are \(SavedSearch.limit) saved searches already: delete one first")
                }
                return saved
            },
            Endpoint(
                .delete, "/saved-searches/{name}",
                .init(id: "deleteSavedSearch", tag: .library, summary: "Forget a saved query"),
                parameters: .searchName, answer: .nothing("There is none of this name."),
                errors: [.internalError, .unavailable, .noSpace]
            ) { try await flows.savedSearches.removeSavedSearch($0) },
        ]
    }
}

extension Parameter where Value == String {
    /// The name of a saved query in the path.
    fileprivate static var searchName: Parameter {
        let limit = SavedSearch.longestName
        let description = ParameterDescription(
            name: "name", place: .path, isRequired: true, text: "The name that somebody chose.",
            schema: [
                "type": "string", "minLength": 1, "maxLength": .integer(limit),
                "pattern": "^(?!\\.{1,2}$)[^\\u0000]*\\S[^\\u0000]*$",
            ])
        return Parameter(description: description) { values throws(ValidationFault) in
            let name = values.path["name"] ?? ""
            let scalars = name.unicodeScalars
            guard scalars.count <= limit else {
                throw ValidationFault(
                    type: "string_too_long", place: .path, name: "name",
                    message: "String should have at most \(limit) characters", input: .string(EchoedInput.of(name)),
                    context: ["max_length": .integer(limit)])
            }
            guard scalars.contains(where: { !$0.properties.isWhitespace }), !scalars.contains("\0") else {
                throw ValidationFault(
                    type: "value_error", place: .path, name: "name",
                    message: "a name has at least one character that can be seen, and no zero byte",
                    input: .string(EchoedInput.of(name)))
            }
            // Browsers take these for folders, and never ask for them.
            guard ![".", ".."].contains(name) else {
                throw ValidationFault(
                    type: "value_error", place: .path, name: "name", message: "a name is not . or ..",
                    input: .string(name))
            }
            return name
        }
    }
}

extension Parameter where Value == Query {
    /// A query as text, in a body.
    fileprivate static var savedQuery: Parameter {
        let form = Schema.closed(
            "SavedQuery",
            ["query": ["type": "string", "maxLength": .integer(QueryText.limit), "description": "The query as text."]],
            required: ["query"])
        let example: JSON = ["tree": ["value": ["query": "a green tree shape:landscape"]]]
        let description = ParameterDescription(
            name: "query", place: .body, isRequired: true, text: "What is to be saved.", schema: ["type": "string"],
            contents: [.init(name: "application/json", value: ["schema": form.reference, "examples": example])],
            schemas: [form], errors: [.malformedForm, .bodyTimeout, .tooLarge, .unreadableBody, .invalidParameters])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = try JSONBody(values.body, allowing: ["query"]).text("query") else {
                throw .missing(.body, "query")
            }
            do throws(QueryError) { return try QueryText.parse(text).query } catch {
                throw ValidationFault(error, at: ["body", "query"], input: .string(EchoedInput.of(text)))
            }
        }
    }
}

extension ErrorAnswer {
    fileprivate static let tooManySearches = Self(
        status: 409, name: "TooManySearches", text: "As many searches are saved as may be: delete one first.")
}

extension SavedSearch {
    fileprivate var json: JSON {
        [
            "name": .string(name), "query": .string(query),
            "saved": .string(MomentText(saved).iso8601(offset: 0)),
        ]
    }
}

extension Answer where Value == SavedSearch {
    fileprivate static var savedSearch: Answer {
        let description = AnswerDescription(
            text: "What is saved now.", content: Schema.savedSearch.reference, schemas: [.savedSearch])
        return Answer(description: description, json: \.json)
    }
}

extension Answer where Value == [SavedSearch] {
    fileprivate static var savedSearches: Answer {
        let description = AnswerDescription(
            text: "All of them, by name.", content: ["type": "array", "items": Schema.savedSearch.reference],
            schemas: [.savedSearch])
        return Answer(description: description) { .array($0.map(\.json)) }
    }
}

extension Schema {
    fileprivate static let savedSearch = object(
        "SavedSearch",
        [
            "name": ["type": "string"],
            "query": ["type": "string", "description": "In its one text form."],
            "saved": ["type": "string", "format": "date-time"],
        ])
}
