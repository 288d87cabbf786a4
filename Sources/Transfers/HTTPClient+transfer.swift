public import AsyncHTTPClient
import NIOCore

extension HTTPClient.Configuration {
    /// What downloads of files need: prompt failure, time for a slow body, redirects left to the caller.
    ///
    /// A redirect is not followed by itself, because a signature and a token must not reach another host.
    public static var fileTransfer: Self {
        var configuration = Self(
            redirectConfiguration: .disallow, timeout: Timeout(connect: .seconds(10), read: .seconds(60)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

extension HTTPClient {
    /// Sends a request; any fault is an ``HTTPFailure``, a cancellation stays one.
    public func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await execute(request, timeout: .seconds(60))
        } catch {
            throw try HTTPFailure(error)
        }
    }
}

extension HTTPClientResponse {
    /// The whole body, for an answer that must be short.
    public func bytes(upTo limit: Int = 1 << 20) async throws -> [UInt8] {
        do {
            return try await Array(body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw HTTPFailure("the answer has more than \(limit) bytes")
        } catch {
            throw try HTTPFailure(error)
        }
    }

    /// The whole body as text, for an answer that must be short.
    public func text(upTo limit: Int = 1 << 20) async throws -> String {
        String(decoding: try await bytes(upTo: limit), as: UTF8.self)
    }
}
