import Hummingbird

/// Reads from a request what a route has declared, checks it, and counts what that holds in the budget.
struct RequestReader: Sendable {
    private let budget: ByteBudget
    private let forms: FormReader

    /// Takes the limits.
    init(configuration: SearchAPIConfiguration) {
        budget = ByteBudget(limit: configuration.maxBufferedBytes)
        forms = FormReader(configuration: configuration, budget: budget)
    }

    /// Hands on the values of the parameters, in their order; what they hold is counted until `use` has returned.
    ///
    /// - Throws: ``ValidationError`` with the faults of all of them, those of the URL before those of the body.
    func withValues<each Value: Sendable, Answer>(
        of request: Request, _ context: APIRequestContext, _ parameters: repeat Parameter<each Value>,
        use: (repeat each Value) async throws -> Answer
    ) async throws -> Answer {
        let described = descriptions(of: repeat each parameters)
        return try await withParts(of: request, context, described) { values in
            var faults = ValidationError()
            let checked = (repeat faults.check(each parameters, in: values))
            guard faults.isEmpty else { throw faults }
            return try await use(repeat try faults.unwrap(each checked))
        }
    }

    private func withParts<Answer>(
        of request: Request, _ context: APIRequestContext, _ parameters: [ParameterDescription],
        use: (RequestValues) async throws -> Answer
    ) async throws -> Answer {
        // What asks for nothing is answered however much is held.
        guard !parameters.isEmpty else { return try await use(RequestValues(query: QueryParameters(nil))) }
        var values = RequestValues(query: QueryParameters(request.uri.query))
        values.path = Dictionary(
            context.parameters.map { (String($0.key), String(percentDecoding: $0.value.utf8)) },
            uniquingKeysWith: { $1 })
        values.headers = request.headers
        guard let body = parameters.first(where: { $0.place == .body }) else {
            // The query as it came, its parts, the text and its tokens are each at most as long as what was sent.
            return try await budget.holding(4 * request.uri.description.utf8.count) { try await use(values) }
        }
        return try await forms.withBody(body.contents == nil ? .file(in: body.name) : .any, of: request) { body in
            var values = values
            values.body = body
            return try await use(values)
        }
    }
}

/// What /openapi.json says of some parameters, in their order.
func descriptions<each Value: Sendable>(of parameters: repeat Parameter<each Value>) -> [ParameterDescription] {
    var descriptions: [ParameterDescription] = []
    repeat descriptions.append((each parameters).description)
    return descriptions
}
