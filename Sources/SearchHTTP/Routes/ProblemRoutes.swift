import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The route that tells what was passed over.
    var problemRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/problems",
                .init(
                    id: "problems", tag: .library, summary: "Files that hold no picture that can be used",
                    text: "Each is looked at again when it has changed."),
                parameters: .integer("limit", in: 1...1000, default: 100, "How many files to return."), .fileCursor,
                answer: .problems, errors: [.internalError, .unavailable]
            ) { limit, cursor in
                let files = try await flows.catalogue.refusals(after: cursor, limit: limit + 1)
                return Problems(
                    files: Array(files.prefix(limit)), next: files.count > limit ? files[limit - 1].id : nil)
            }
        ]
    }
}

/// A part of the files that were refused.
struct Problems: Sendable {
    let files: [RefusedFile]
    /// The key of the last one; `nil` at the end.
    let next: PictureID?
}

extension Parameter where Value == PictureID? {
    /// Where a part of the files begins.
    fileprivate static var fileCursor: Parameter {
        let description = ParameterDescription(
            name: "cursor", place: .query, isRequired: false,
            text: "`next` of the part before; the first part without it.", schema: ["type": "string", "format": "uuid"])
        return Parameter(description: description) { values throws(ValidationFault) in
            guard let text = values.query["cursor"] else { return nil }
            guard let id = PictureID(text) else {
                throw ValidationFault(
                    type: "value_error", place: .query, name: "cursor", message: "this is no cursor of an answer",
                    input: .string(EchoedInput.of(text)))
            }
            return id
        }
    }
}

extension RefusedFile {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "path": location.map { .string($0.description) } ?? .null,
            "source": location.map { .string($0.source) } ?? .null, "code": .string(reason.code.description),
            "reason": .string(reason.description), "refused": .string(MomentText(refused).iso8601(offset: 0)),
        ]
    }
}

extension Answer where Value == Problems {
    fileprivate static var problems: Answer {
        let description = AnswerDescription(
            text: "The files, in no order that means anything.", content: Schema.problems.reference,
            schemas: [.problems])
        return Answer(description: description) { problems in
            [
                "problems": .array(problems.files.map(\.json)),
                "next": problems.next.map { .string($0.description) } ?? .null,
            ]
        }
    }
}

extension Schema {
    fileprivate static let problems = object(
        "Problems",
        [
            "problems": ["type": "array", "items": problem.reference],
            "next": ["type": ["string", "null"], "description": "Where the next part begins; null at the end."],
        ], uses: [problem])

    private static let problem = object(
        "Problem",
        [
            "id": ["type": "string", "format": "uuid"],
            "path": ["type": ["string", "null"], "description": "Null when an earlier version refused it."],
            "source": ["type": ["string", "null"]],
            "code": ["type": "string", "examples": ["damaged"]],
            "reason": ["type": "string", "examples": ["file too large: 80 MB; the limit is 64 MB"]],
            "refused": ["type": "string", "format": "date-time", "description": "When."],
        ])
}
