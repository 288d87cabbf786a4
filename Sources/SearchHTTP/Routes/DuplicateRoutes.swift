import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The route that lists pictures that are much alike.
    var duplicateRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/duplicates",
                .init(
                    id: "duplicates", tag: .library, summary: "Groups of pictures that are much alike",
                    text: """
                        The same bytes (`content`), the same picture in other formats and sizes (`picture`), or the same scene \
                        (`scene`). Nothing is deleted.
                        """),
                parameters: .duplicateLevel,
                .integer(
                    "limit", in: DuplicateGroups.limits, default: DuplicateGroups.defaultLimit,
                    "How many groups to return; of scenes there may be fewer, with a next part all the same."),
                .duplicateCursor, answer: .duplicates, errors: [.internalError, .unavailable]
            ) { level, limit, cursor in
                do {
                    return try await flows.duplicates.part(level, after: cursor, limit: limit)
                } catch let error as QueryError {
                    let name = error.code == .limit ? "limit" : "cursor"
                    throw ValidationError([ValidationFault(error, at: ["query", .string(name)])])
                }
            }
        ]
    }
}

extension Parameter where Value == DuplicateLevel {
    /// How alike the pictures of a group are.
    fileprivate static var duplicateLevel: Parameter {
        let word = Parameter<String>.word(
            "level", of: DuplicateLevel.allCases.map(\.rawValue), "How alike the pictures of a group are.")
        return Parameter(description: word.description) { values throws(ValidationFault) in
            let text = try word.read(values)
            guard let level = DuplicateLevel(rawValue: text) else { throw .missing(.query, "level") }
            return level
        }
    }
}

extension Parameter where Value == DuplicateCursor? {
    /// Where a part of the groups begins.
    fileprivate static var duplicateCursor: Parameter {
        let description = ParameterDescription(
            name: "cursor", place: .query, isRequired: false,
            text: "`next` of the part before, of the same level; the first part without it.",
            schema: ["type": "string", "pattern": "^[0-9a-f]+$"])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query["cursor"] else { return nil }
            do throws(QueryError) { return try DuplicateCursor(text) } catch {
                throw ValidationFault(error, at: ["query", "cursor"], input: .string(EchoedInput.of(text)))
            }
        }
    }
}

extension Answer where Value == DuplicateGroups.Part {
    /// `{"groups", "next"}`.
    fileprivate static var duplicates: Answer {
        let description = AnswerDescription(
            text: "The groups, the best picture of each first: most pixels, most bytes, oldest.",
            content: Schema.duplicates.reference, schemas: [.duplicates])
        return Answer(description: description) { part in
            [
                "groups": .array(part.groups.map { .array($0.map { .object($0.members) }) }),
                "next": part.next.map { .string($0.description) } ?? .null,
            ]
        }
    }
}

extension Schema {
    fileprivate static let duplicates = object(
        "Duplicates",
        [
            "groups": ["type": "array", "items": ["type": "array", "items": listed.reference]],
            "next": ["type": ["string", "null"], "description": "Where the next part begins; null at the end."],
        ], uses: [listed])

    private static let listed = object("ListedPicture", .object(pictureMembers))
}
