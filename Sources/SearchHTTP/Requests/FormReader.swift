import Hummingbird
import ImageSearch
import NIOCore
import Scheduling

/// Reads the bodies of requests, forms and JSON, within limits on one body and on all of them together.
struct FormReader: Sendable {
    /// From so many bytes on, a form is taken apart on a thread that may block: it takes milliseconds, in which other requests
    /// get their answers.
    private static let largeBody = 1 << 20
    /// More than any query and any list of texts needs.
    private static let maxJSONBytes = 512 << 10

    private let maxBytes: Int
    private let timeout: Duration
    private let budget: ByteBudget

    /// Takes the limits.
    init(configuration: SearchAPIConfiguration, budget: ByteBudget) {
        maxBytes = configuration.maxBodyBytes
        timeout = configuration.bodyTimeout
        self.budget = budget
    }

    /// What a route takes for a body.
    enum Expectation {
        /// A form with a file in one field.
        case file(in: String)
        /// JSON, or a form with any fields.
        case any
    }

    /// Reads the whole body of a request, and hands on what is in it, or what is wrong with that.
    ///
    /// The body's memory, which is the file's, counts as held until `use` has returned.
    func withBody<Answer>(
        _ expectation: Expectation, of request: Request, _ use: (SentBody) async throws -> Answer
    ) async throws -> Answer {
        let boundary = try MultipartBoundary(contentType: request.headers[.contentType])
        if case .any = expectation, boundary == nil { return try await withJSON(of: request, use) }
        var body = try BodyBuffer(declared: declaredLength(of: request, maxBytes), limit: maxBytes, budget: budget)
        defer { body.release() }
        try await collect(request, into: &body, maxBytes)
        let size = body.bytes.count
        let form = Form(body: body.takeBytes())
        switch expectation {
        case .file(let field):
            return try await use(.file(takingTime(size) { try form.takeFile(field, boundary: boundary) }))
        case .any:
            // While fields are copied out of the body, both are held.
            let fields = try await budget.holding(size) {
                try await takingTime(size) { try form.takeFields(boundary: boundary) }
            }
            return try await use(.fields(fields))
        }
    }

    /// Takes a form apart on a thread that may block when it is large.
    private func takingTime<Value: Sendable>(
        _ size: Int, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        size >= Self.largeBody ? try await blocking { try work() } : try work()
    }

    private func withJSON<Answer>(
        of request: Request, _ use: (SentBody) async throws -> Answer
    ) async throws -> Answer {
        // Without a type it is taken for what programs send: a page of another origin, which may leave it out, is refused before.
        let type = request.headers[.contentType].map { ParameterisedHeader($0).value } ?? "application/json"
        guard type == "application/json" || type.hasSuffix("+json") else {
            throw HTTPError(
                .unsupportedMediaType, message: "Send application/json or multipart/form-data in Content-Type.")
        }
        let limit = min(maxBytes, Self.maxJSONBytes)
        var body = try BodyBuffer(declared: declaredLength(of: request, limit), limit: limit, budget: budget)
        defer { body.release() }
        try await collect(request, into: &body, limit)
        return try await use(.json(body.takeBytes()))
    }

    private func declaredLength(of request: Request, _ limit: Int) throws -> Int? {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw tooLarge(limit) }
        return declared
    }

    private func collect(_ request: Request, into body: inout BodyBuffer, _ limit: Int) async throws {
        let deadline = ContinuousClock.now + timeout
        var chunks = request.body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            guard body.bytes.count + chunk.readableBytes <= limit else { throw tooLarge(limit) }
            // A connection that falls silent is closed, so looking at the clock with each piece is enough.
            guard ContinuousClock.now < deadline else { throw HTTPError(.requestTimeout) }
            try body.append(chunk)
        }
    }

    private func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            throw ConnectionLost(cause: error)
        }
    }

    private func tooLarge(_ limit: Int) -> HTTPError {
        HTTPError(.contentTooLarge, message: "The body is larger than the limit of \(limit) bytes.")
    }
}

/// A request whose body did not arrive: the client broke off, or broke the rules of HTTP.
struct ConnectionLost: Error {
    let cause: any Error
}
