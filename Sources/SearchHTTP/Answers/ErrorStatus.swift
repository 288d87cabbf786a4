import HTTPTypes
import Hummingbird
import ImageSearch

/// What an error is to a client: the one table from errors to statuses.
///
/// | error | status |
/// | --- | --- |
/// | bytes that are no picture | 415 |
/// | too many bytes or pixels, too much memory to decode | 413 |
/// | a damaged picture, one that ends its decoder or takes too long, or that the model cannot embed | 422 |
/// | a malformed form | 400 |
/// | a query that cannot be asked | 422, 404 when it is about a stored picture that is not there |
/// | a store or a decoder that cannot be reached or used now, too much work that waits | 503, with Retry-After |
/// | no space left | 507 |
/// | anything else | 500, without a word on the cause |
struct ErrorStatus: Sendable {
    let status: HTTPResponse.Status
    /// What the client reads; it holds no path, no SQL and no stack.
    private(set) var detail: String
    var headers: HTTPFields = [:]

    /// Looks an error up, and adds what to do about it in the words of the table of hints.
    init(_ error: any Error, hints: SearchAPIConfiguration.Hints) {
        if let error = error as? NotReady {
            self.init(error, hints: hints)
            return
        }
        self.init(error)
        guard status != .internalServerError, let hint = (error as? any HintedError)?.hint else { return }
        if let text = hints(hint) { detail += ": " + text }
    }

    private init(_ error: any Error) {
        switch error {
        case let error as HTTPError:
            self.init(error.status, error.body ?? error.status.reasonPhrase, headers: error.headers)
        case let error as RefusedRequest: self.init(error.status, error.description)
        case let error as MultipartError: self.init(.badRequest, error.description)
        case let error as QueryError:
            self.init(error.code == .unknownPicture ? .notFound : .unprocessableContent, error.description)
        case let error as PictureError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as DecoderUnavailable: self = .unavailable(error.description)
        case let error as Overloaded: self = .unavailable(error.description)
        case is CancellationError: self = .unavailable("The server is shutting down.")
        default: self = .internalError
        }
    }

    private init(_ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    private init(_ error: PictureError) {
        switch error.code {
        case .notAPicture: self.init(.unsupportedMediaType, error.description)
        case .tooManyBytes, .tooManyPixels, .tooMuchMemory: self.init(.contentTooLarge, error.description)
        case .damaged, .noEmbedding, .tooComplex, .tooSlow, .undecodable:
            self.init(.unprocessableContent, error.description)
        default: self = .internalError
        }
    }

    private init(_ error: StoreError) {
        switch error.code {
        case .unavailable, .overloaded, .otherModel, .unsuitableServer, .alreadyInUse:
            self = .unavailable(error.description)
        case .full: self.init(.insufficientStorage, error.description)
        default: self = .internalError
        }
    }

    private init(_ error: NotReady, hints: SearchAPIConfiguration.Hints) {
        let cause = Self(error.cause, hints: hints)
        self = .unavailable(cause.status == .internalServerError ? "The server is not ready." : cause.detail)
    }

    private static let internalError = Self(.internalServerError, HTTPResponse.Status.internalServerError.reasonPhrase)

    private static func unavailable(_ detail: String) -> Self {
        Self(.serviceUnavailable, detail, headers: [.retryAfter: "\(Overloaded.retryAfter)"])
    }

    /// The error as it is sent.
    var response: Response { Response(JSON(detail: .string(detail)), status: status, headers: headers) }
}

extension HTTPResponse.Status {
    /// No space left to keep what was sent (RFC 4918, section 11.5).
    static let insufficientStorage = Self(code: 507, reasonPhrase: "Insufficient Storage")
}
