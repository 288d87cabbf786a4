/// Tries a transfer until it succeeds, fails for good, or was tried often enough.
///
/// - Throws: the last ``HTTPFailure``, or whatever else the transfer throws, at once.
public func retrying<Value: Sendable>(
    _ backoff: Backoff, isolation: isolated (any Actor)? = #isolation, _ transfer: () async throws -> Value
) async throws -> Value {
    var attempt = 1
    while true {
        do {
            return try await transfer()
        } catch let failure as HTTPFailure where failure.isTransient && attempt < backoff.attempts {
            try await Task.sleep(for: backoff.delay(after: attempt, asked: failure.retryAfter))
            attempt += 1
        }
    }
}
