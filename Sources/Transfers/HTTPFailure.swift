import AsyncHTTPClient
import LocalFiles
public import NIOHTTP1

/// A request that did not bring what was asked for.
public struct HTTPFailure: Error, Sendable, CustomStringConvertible {
    /// The status of the answer; `nil` when there was none, or when it broke off.
    public let status: HTTPResponseStatus?
    /// How long the server asks to wait before the next attempt.
    public let retryAfter: Duration?
    /// Whether the answer had more bytes than it may have.
    public let isTooLong: Bool
    /// What happened, in one line without secrets.
    public let description: String

    /// An answer with a status that is not one of success.
    public init(status: HTTPResponseStatus, headers: HTTPHeaders, detail: String = "") {
        self.status = status
        retryAfter = headers.first(name: "retry-after").flatMap(Self.seconds)
        isTooLong = false
        description = "status \(status.code) \(status.reasonPhrase)" + (detail.isEmpty ? "" : ": " + detail)
    }

    /// An answer that did not come, or not whole, or too long.
    public init(_ description: String, isTooLong: Bool = false) {
        status = nil
        retryAfter = nil
        self.isTooLong = isTooLong
        self.description = description
    }

    /// Names what a client threw; a cancellation stays one.
    public init(_ error: any Error) throws {
        if error is CancellationError || (error as? HTTPClientError) == .cancelled || Task.isCancelled {
            throw CancellationError()
        }
        switch error {
        case let error as HTTPFailure: self = error
        case let error as SystemError: throw error
        case let error as HTTPClientError: self.init(Self.words(for: error))
        default: self.init(Self.words(for: error))
        }
    }

    /// Whether the same request may succeed later.
    public var isTransient: Bool {
        guard let status else { return true }
        return status.code >= 500 || status == .tooManyRequests || status == .requestTimeout
    }

    /// Reads a number of seconds; one that is too long for 64 bits is as good as the longest.
    private static func seconds(_ text: String) -> Duration? {
        let digits = text.utf8
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return .seconds(Int64(text) ?? .max)
    }

    private static func words(for error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout: "no answer in time"
        case .readTimeout: "the connection went silent"
        case .remoteConnectionClosed: "the connection was cut"
        case .tlsHandshakeTimeout: "no TLS answer in time"
        default: error.shortDescription.lowercased()
        }
    }

    private static func words(for error: any Error) -> String {
        "\(error)".contains("CERTIFICATE_VERIFY_FAILED") ? "its TLS certificate is not trusted" : "no connection"
    }
}
