import ImageSearch

/// A query as a request brought it, with the pictures that it names.
struct SentQuery: Sendable {
    let parsed: ParsedQuery
    var pictures: [String: [UInt8]] = [:]
    /// Which part of the request a fault is in that the search finds.
    let location: @Sendable (QueryError) -> [JSON]

    var query: Query { parsed.query }

    /// A query of a URL.
    ///
    /// - Parameters:
    ///   - parsed: what its text says.
    ///   - limit: how many matches are wanted; `nil` for as many as the text says.
    ///   - cursor: where the page begins.
    /// - Throws: ``QueryError`` for a limit out of bounds, which parameters do not let through.
    init(_ parsed: ParsedQuery, limit: Int?, cursor: Cursor?) throws {
        var parsed = parsed
        let limit = limit ?? parsed.limit ?? Page.defaultLimit
        parsed.query = parsed.query.at(try Page(limit: limit, after: cursor))
        self.parsed = parsed
        location = { ["query", $0.code == .cursor ? "cursor" : "q"] }
    }

    /// A query of a body, the location being that of its JSON form within the request.
    init(_ parsed: ParsedQuery, pictures: [String: [UInt8]], at location: [JSON]) {
        self.parsed = parsed
        self.pictures = pictures
        self.location = { location + ($0.code == .cursor ? ["cursor"] : []) }
    }

    /// Does what is asked; what is wrong with the query is told with its place in the request.
    func answering<Value>(_ work: (Query) async throws -> Value) async throws -> Value {
        do { return try await work(query) } catch let error as QueryError where error.code != .unknownPicture {
            throw ValidationError([ValidationFault(error, at: location(error))])
        }
    }
}

extension ValidationFault {
    /// A fault of a query.
    init(_ error: QueryError, at location: [JSON], input: JSON = .null) {
        self.init(
            type: "value_error", location: location, message: error.description, input: input,
            context: error.position.map { ["position": .integer($0)] })
    }

    /// A fault of a query's JSON form, which lies at a place of the request.
    init(_ error: QueryJSONError, within location: [JSON]) {
        let steps = error.path.map { step in
            switch step {
            case .name(let name): JSON.string(EchoedInput.of(name))
            case .index(let index): JSON.integer(index)
            }
        }
        self.init(type: error.kind.rawValue, location: location + steps, message: error.description)
    }
}

/// The most characters of a query in a URL, where each takes up to 12 bytes: the head of a request has 80 KB.
private let longestInURL = 5000

extension Parameter where Value == ParsedQuery {
    /// The text form of a query in a URL.
    static func queryText(_ text: String, examples: [JSON.Member]) -> Parameter {
        let plain = Parameter<String>.optionalText("q", text, maxLength: longestInURL, examples: examples)
        return Parameter(description: plain.description) { values throws(ValidationFault) in
            let text = try plain.read(values)
            do throws(QueryError) { return try QueryText.parse(text) } catch {
                throw ValidationFault(error, at: ["query", "q"], input: .string(EchoedInput.of(text)))
            }
        }
    }
}

extension Parameter where Value == SentQuery {
    /// A query in a body: JSON, or a form that brings pictures beside it.
    static var sentQuery: Parameter {
        let description = ParameterDescription(
            name: "query", place: .body, isRequired: true, text: "What to look for.", schema: ["type": "string"],
            contents: SentQuery.contents, schemas: [.textQuery, .partsQuery],
            errors: [.malformedForm, .bodyTimeout, .tooLarge, .unreadableBody, .unusablePicture])
        return Parameter(description: description) { values throws(ValidationFault) in
            switch values.body {
            case .json(let bytes): try SentQuery(json: bytes, pictures: [:], within: ["body"])
            case .fields(let fields): try SentQuery(fields)
            case .none, .file: throw ValidationFault(type: "missing", location: ["body"], message: "Field required")
            }
        }
    }
}

extension SentQuery {
    fileprivate init(json: [UInt8], pictures: [String: [UInt8]], within location: [JSON]) throws(ValidationFault) {
        guard !json.isEmpty else {
            throw ValidationFault(type: "missing", location: location, message: "Field required")
        }
        let parsed: ParsedQuery
        do { parsed = try QueryJSON.parse(json) } catch { throw ValidationFault(error, within: location) }
        try self.init(checked: parsed, pictures, at: location)
    }

    /// Reads a form: its field `query` is JSON or text, all others are pictures.
    fileprivate init(_ fields: [Form.Field]) throws(ValidationFault) {
        guard let query = fields.last(where: { $0.name == "query" }) else { throw .missing(.body, "query") }
        var pictures: [String: [UInt8]] = [:]
        for field in fields where field.name != "query" {
            guard field.fileName != nil else { throw .notAFile(field.name, field.bytes) }
            guard pictures.updateValue(field.bytes, forKey: field.name) == nil else {
                throw .extra(field.name, "The picture is there twice")
            }
        }
        if query.bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
            try self.init(json: query.bytes, pictures: pictures, within: ["body", "query"])
            return
        }
        let text = String(decoding: query.bytes, as: UTF8.self)
        let parsed: ParsedQuery
        do { parsed = try QueryText.parse(text) } catch {
            throw ValidationFault(error, at: ["body", "query"], input: .string(EchoedInput.of(text)))
        }
        try self.init(checked: parsed, pictures, at: ["body", "query"])
    }

    /// Sees that all pictures came that the query names, and no others.
    private init(
        checked parsed: ParsedQuery, _ pictures: [String: [UInt8]], at location: [JSON]
    ) throws(ValidationFault) {
        for name in parsed.query.pictures.sorted() where pictures[name] == nil { throw .missing(.body, name) }
        for name in pictures.keys.sorted() where !parsed.query.pictures.contains(name) {
            throw .extra(name, "The query names no such picture")
        }
        self.init(parsed, pictures: pictures, at: location)
    }
}

extension ValidationFault {
    fileprivate static func extra(_ name: String, _ message: String) -> Self {
        Self(type: "extra_forbidden", place: .body, name: EchoedInput.of(name), message: message, input: .null)
    }
}
