import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The route that tells what to try.
    var exampleRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/examples",
                .init(
                    id: "examples", tag: .library, summary: "Texts to search for that find something here",
                    text: """
                        Descriptions that some of the stored pictures are likely to fit, no two of them the same one best. None while \
                        it cannot be told how likely pictures fit.
                        """),
                parameters: .integer("limit", in: ExampleQueries.limits, default: 6, "How many texts to return."),
                answer: .examples, errors: [.internalError, .unavailable]
            ) { try await flows.examples.texts($0) }
        ]
    }
}

extension Answer where Value == [String] {
    fileprivate static var examples: Answer {
        let description = AnswerDescription(
            text: "The texts.", content: ["type": "array", "items": ["type": "string"]], schemas: [])
        return Answer(description: description) { .array($0.map(JSON.string)) }
    }
}
