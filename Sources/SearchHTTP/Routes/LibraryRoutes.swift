import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes that tell what is stored.
    var libraryRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/stats", .init(id: "statistics", tag: .library, summary: "What is stored"), answer: .statistics,
                errors: [.internalError, .unavailable]
            ) {
                LibraryState(
                    statistics: try await flows.catalogue.statistics(), model: flows.vectorizer.model,
                    uptime: ContinuousClock.now - started)
            },
            Endpoint(
                .get, "/suggest",
                .init(
                    id: "suggest", tag: .library, summary: "Values that a condition of a query may have",
                    text: "Those of the stored pictures, the most frequent first."),
                parameters: .suggestionKind,
                .optionalText(
                    "prefix",
                    "How the value begins, in any case; for a camera or a place also how a word in it begins.",
                    maxLength: 200),
                .integer("limit", in: 1...100, default: 10, "How many values to return."), answer: .suggestions,
                errors: [.internalError, .unavailable]
            ) { kind, prefix, limit in
                try await flows.catalogue.suggestions(for: kind, prefix: prefix, limit: limit)
            },
        ]
    }
}

extension Parameter where Value == SuggestionKind {
    /// What values are wanted of.
    fileprivate static var suggestionKind: Parameter {
        let word = Parameter<String>.word(
            "kind", of: SuggestionKind.allCases.map(\.rawValue), "What values are wanted of.")
        return Parameter(description: word.description) { values throws(ValidationFault) in
            let text = try word.read(values)
            guard let kind = SuggestionKind(rawValue: text) else { throw .missing(.query, "kind") }
            return kind
        }
    }
}

/// What is stored, and who serves it.
struct LibraryState: Sendable {
    let statistics: CatalogueStatistics
    let model: ModelIdentity
    let uptime: Duration
}

extension Answer where Value == LibraryState {
    fileprivate static var statistics: Answer {
        let description = AnswerDescription(
            text: "Counts; about right for large libraries, which `is_exact` tells.",
            content: Schema.statistics.reference,
            schemas: [.statistics])
        return Answer(description: description, json: \.json)
    }
}

extension LibraryState {
    fileprivate var json: JSON {
        let formats = statistics.formats.map { (name: $0.key.rawValue, count: $0.value) }.sorted { $0.name < $1.name }
        let dates = statistics.dates.map { dates -> JSON in
            [
                "from": .string(MomentText(dates.lowerBound).iso8601(offset: nil)),
                "to": .string(MomentText(dates.upperBound).iso8601(offset: nil)),
            ]
        }
        return [
            "is_exact": .bool(statistics.isExact), "pictures": .integer(statistics.pictures),
            "gone": .integer(statistics.gone), "refused": .integer(statistics.refused),
            "favourites": .integer(statistics.favourites),
            "with_position": .integer(statistics.withPosition), "dates": dates ?? .null,
            "formats": .object(formats.map { JSON.Member(name: $0.name, value: .integer($0.count)) }),
            "sources": .array(statistics.sources.map(json)),
            "model": [
                "name": .string(model.name), "fingerprint": .string(model.fingerprint),
                "dimensions": .integer(model.dimensions),
            ],
            "uptime_s": .number((uptime / .milliseconds(1)).rounded() / 1000),
        ]
    }

    private func json(_ source: SourceStatistics) -> JSON {
        [
            "name": .string(source.source.name), "kind": .string(source.source.kind.rawValue),
            "pictures": .integer(source.pictures), "gone": .integer(source.gone), "bytes": .integer(Int(source.bytes)),
            "run_begun": moment(source.runBegun), "run_finished": moment(source.runFinished),
        ]
    }

    private func moment(_ seconds: Int64?) -> JSON {
        seconds.map { .string(MomentText($0).iso8601(offset: 0)) } ?? .null
    }
}

extension Answer where Value == [Suggestion] {
    fileprivate static var suggestions: Answer {
        let description = AnswerDescription(
            text: "The values, and how many pictures have each.",
            content: ["type": "array", "items": Schema.suggestion.reference], schemas: [.suggestion])
        return Answer(description: description) { suggestions in
            .array(suggestions.map { ["value": .string($0.value), "pictures": .integer($0.pictures)] })
        }
    }
}

extension Schema {
    fileprivate static let suggestion = object("Suggestion", ["value": ["type": "string"], "pictures": count])

    fileprivate static let statistics = object(
        "Statistics",
        [
            "is_exact": ["type": "boolean"], "pictures": count, "gone": count, "refused": count, "favourites": count,
            "with_position": count,
            "dates": [
                "type": ["object", "null"], "required": ["from", "to"],
                "properties": ["from": ["type": "string"], "to": ["type": "string"]],
            ],
            "formats": ["type": "object", "additionalProperties": count],
            "sources": ["type": "array", "items": source.reference], "model": model.reference,
            "uptime_s": ["type": "number", "minimum": 0],
        ], uses: [source, model])

    private static let source = object(
        "Source",
        [
            "name": ["type": "string"], "kind": ["type": "string"], "pictures": count, "gone": count, "bytes": count,
            "run_begun": ["type": ["string", "null"]], "run_finished": ["type": ["string", "null"]],
        ])

    private static let model = object(
        "Model", ["name": ["type": "string"], "fingerprint": ["type": "string"], "dimensions": count])

    private static let count: JSON = ["type": "integer", "minimum": 0]
}
