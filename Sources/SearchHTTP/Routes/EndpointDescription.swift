/// What /openapi.json says of a route.
struct EndpointDescription: Sendable {
    /// What a route is for.
    struct About: Sendable {
        /// The name that generated clients call it by.
        let id: String
        let tag: Tag
        let summary: String
        var text: String?
    }

    /// The groups that routes are shown in.
    enum Tag: String, CaseIterable, Sendable {
        case search, pictures, library, health

        var text: String {
            switch self {
            case .search: "Find pictures."
            case .pictures: "Add pictures, look at them."
            case .library: "What is stored, what is going on, and what other programs can use."
            case .health: "For whoever runs the server."
            }
        }
    }

    let about: About
    let parameters: [ParameterDescription]
    let answer: AnswerDescription
    /// What may go wrong, one for each status, in the order of the statuses.
    let errors: [ErrorAnswer]

    /// Joins the parts; of two errors with the same status the later one says more.
    init(about: About, parameters: [ParameterDescription], answer: AnswerDescription, errors: [ErrorAnswer]) {
        self.about = about
        self.parameters = parameters
        self.answer = answer
        let all = parameters.flatMap(\.errors) + errors
        self.errors = Dictionary(all.map { ($0.status, $0) }, uniquingKeysWith: { $1 }).values
            .sorted { $0.status < $1.status }
    }
}
