import Hummingbird
import ImageSearch
import NIOCore
import Scheduling

/// Reads forms from requests, within limits on one body and on all of them together.
struct FormReader: Sendable {
    /// From so many bytes on, a form is taken apart on a thread that may block: it takes milliseconds, in which other requests
    /// get their answers.
    private static let largeBody = 1 << 20

    private let maxBytes: Int
    private let timeout: Duration
    private let budget: ByteBudget

    /// Takes the limits.
    init(configuration: SearchAPIConfiguration, budget: ByteBudget) {
        maxBytes = configuration.maxBodyBytes
        timeout = configuration.bodyTimeout
        self.budget = budget
    }

    /// Reads the whole form of a request, and hands on the file in one of its fields, or what is wrong with it.
    ///
    /// The body's memory, which is the file's, counts as held until `use` has returned.
    func withFile<Answer>(
        _ field: String, of request: Request, _ use: (Result<Form.File, ValidationFault>) async throws -> Answer
    ) async throws -> Answer {
        let boundary = try MultipartBoundary(contentType: request.headers[.contentType])
        var body = try BodyBuffer(declared: declaredLength(of: request), limit: maxBytes, budget: budget)
        defer { body.release() }
        try await collect(request, into: &body)
        let isLarge = body.bytes.count >= Self.largeBody
        let form = Form(body: body.takeBytes())
        let file =
            isLarge
            ? try await blocking { try form.takeFile(field, boundary: boundary) }
            : try form.takeFile(field, boundary: boundary)
        return try await use(file)
    }

    private func declaredLength(of request: Request) throws -> Int? {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > maxBytes { throw tooLarge }
        return declared
    }

    private func collect(_ request: Request, into body: inout BodyBuffer) async throws {
        let deadline = ContinuousClock.now + timeout
        var chunks = request.body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            guard body.bytes.count + chunk.readableBytes <= maxBytes else { throw tooLarge }
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

    private var tooLarge: HTTPError {
        HTTPError(.contentTooLarge, message: "The body is larger than the limit of \(maxBytes) bytes.")
    }
}

/// A request whose body did not arrive: the client broke off, or broke the rules of HTTP.
struct ConnectionLost: Error {
    let cause: any Error
}
