import Hummingbird
import NIOCore

/// Reads forms from requests, within limits on one body and on all of them together.
struct FormReader: Sendable {
    private let maxBytes: Int
    private let timeout: Duration
    private let budget: ByteBudget

    /// Takes the limits.
    init(configuration: SearchAPIConfiguration) {
        maxBytes = configuration.maxBodyBytes
        timeout = configuration.bodyTimeout
        budget = ByteBudget(limit: configuration.maxBufferedBytes)
    }

    /// Reads the whole form of a request, and hands on the file in one of its fields, or what is wrong with it.
    ///
    /// The bytes count as held until `use` has returned; the body that they came in is gone by then.
    func withFile<Answer>(
        _ field: String, of request: Request, _ use: (Result<Form.File, ValidationFault>) async throws -> Answer
    ) async throws -> Answer {
        var held = 0
        defer { budget.release(held) }
        let file = try await read(field, of: request, held: &held)
        return try await use(file)
    }

    private func read(
        _ field: String, of request: Request, held: inout Int
    ) async throws -> Result<Form.File, ValidationFault> {
        let boundary = try MultipartBoundary(contentType: request.headers[.contentType])
        let body = try await collect(request, held: &held)
        let parts = try boundary.map { try MultipartParser.parts(of: body, boundary: $0.text) }
        let form = Form(parts: parts ?? [])
        return Result { () throws(ValidationFault) in try form.file(field) }
    }

    private func collect(_ request: Request, held: inout Int) async throws -> ByteBuffer {
        if let declared = request.headers[.contentLength].flatMap({ Int($0) }), declared > maxBytes { throw tooLarge }
        let deadline = ContinuousClock.now + timeout
        var body = ByteBuffer()
        var chunks = request.body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            guard body.readableBytes + chunk.readableBytes <= maxBytes else { throw tooLarge }
            // A connection that falls silent is closed, so looking at the clock with each piece is enough.
            guard ContinuousClock.now < deadline else { throw HTTPError(.requestTimeout) }
            guard budget.reserve(chunk.readableBytes) else { throw overloaded }
            held += chunk.readableBytes
            body.writeImmutableBuffer(chunk)
        }
        return body
    }

    private func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            throw ConnectionLost(cause: error)
        }
    }

    private var tooLarge: HTTPError {
        HTTPError(.contentTooLarge, message: "The body is larger than the limit of \(maxBytes) bytes.")
    }

    private var overloaded: HTTPError {
        HTTPError(
            .serviceUnavailable, headers: [.retryAfter: "5"],
            message: "Too many uploads are being taken in. Try again shortly.")
    }
}

/// A request whose body did not arrive: the client broke off, or broke the rules of HTTP.
struct ConnectionLost: Error {
    let cause: any Error
}
