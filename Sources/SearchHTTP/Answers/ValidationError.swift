import Hummingbird

/// One fault of a request, in the form that FastAPI and pydantic give it; of what was sent it repeats an ``EchoedInput``.
struct ValidationFault: Error, Sendable {
    let type: String
    /// Where the value was looked for: `["query", "limit"]`, `["body", "terms", 0, "weight"]`.
    let location: [JSON]
    let message: String
    let input: JSON
    var context: JSON?

    /// Names a fault of a value within a part of the request.
    init(type: String, location: [JSON], message: String, input: JSON = .null, context: JSON? = nil) {
        self.type = type
        self.location = location
        self.message = message
        self.input = input
        self.context = context
    }

    /// Names a fault of a parameter.
    init(
        type: String, place: ParameterPlace, name: String, message: String, input: JSON, context: JSON? = nil
    ) {
        self.init(
            type: type, location: [.string(place.rawValue), .string(name)], message: message, input: input,
            context: context)
    }

    /// The value is not there.
    static func missing(_ place: ParameterPlace, _ name: String) -> Self {
        Self(type: "missing", place: place, name: name, message: "Field required", input: .null)
    }

    /// The text is shorter than it must be.
    static func tooShort(_ name: String, _ input: String) -> Self {
        Self(
            type: "string_too_short", place: .query, name: name, message: "String should have at least 1 character",
            input: .string(EchoedInput.of(input)), context: ["min_length": .integer(1)])
    }

    /// The text is no whole number.
    static func notAnInteger(_ name: String, _ input: String) -> Self {
        Self(
            type: "int_parsing", place: .query, name: name,
            message: "Input should be a valid integer, unable to parse string as an integer",
            input: .string(EchoedInput.of(input)))
    }

    /// The number has more digits than are read.
    static func tooManyDigits(_ name: String, _ input: String) -> Self {
        Self(
            type: "int_parsing_size", place: .query, name: name,
            message: "Unable to parse input string as an integer, exceeded maximum size",
            input: .string(EchoedInput.of(input)))
    }

    /// The number is below the least that is allowed.
    static func below(_ least: Int, _ name: String, _ input: String) -> Self {
        Self(
            type: "greater_than_equal", place: .query, name: name,
            message: "Input should be greater than or equal to \(least)", input: .string(EchoedInput.of(input)),
            context: ["ge": .integer(least)])
    }

    /// The number is above the greatest that is allowed.
    static func above(_ greatest: Int, _ name: String, _ input: String) -> Self {
        Self(
            type: "less_than_equal", place: .query, name: name,
            message: "Input should be less than or equal to \(greatest)", input: .string(EchoedInput.of(input)),
            context: ["le": .integer(greatest)])
    }

    /// A field of text where a file belongs.
    static func notAFile(_ name: String, _ input: some Collection<UInt8>) -> Self {
        Self(
            type: "value_error", place: .body, name: name,
            message: "Value error, Expected UploadFile, received: <class 'str'>", input: .string(EchoedInput.of(input)),
            context: ["error": [:]])
    }

    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(name: "type", value: .string(type)),
            JSON.Member(name: "loc", value: .array(location)),
            JSON.Member(name: "msg", value: .string(message)),
            JSON.Member(name: "input", value: input),
        ]
        if let context { members.append(JSON.Member(name: "ctx", value: context)) }
        return .object(members)
    }
}

/// All the faults of one request.
struct ValidationError: Error, Sendable {
    private(set) var faults: [ValidationFault] = []

    /// No fault so far.
    init() {}

    /// The faults of a request, at least one.
    init(_ faults: [ValidationFault]) { self.faults = faults }

    var isEmpty: Bool { faults.isEmpty }

    /// Reads a parameter, and keeps its fault instead of throwing it, so that a client hears of all its faults at once.
    mutating func check<Value>(_ parameter: Parameter<Value>, in values: RequestValues) -> Value? {
        do {
            return try parameter.read(values)
        } catch {
            faults.append(error)
            return nil
        }
    }

    /// The value of a parameter that was in order.
    func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw self }
        return value
    }

    /// 422 with the list of faults.
    var response: Response {
        Response(JSON(detail: .array(faults.map(\.json))), status: .unprocessableContent)
    }
}
