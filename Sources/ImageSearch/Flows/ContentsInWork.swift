import Synchronization

/// Has each content looked at once, however many files hold it at the same time.
final class ContentsInWork: Sendable {
    private struct State {
        var claims = ContentClaims()
        var lastTicket = 0
        var callers: [ContentClaims.Ticket: CheckedContinuation<ContentClaims.Answer, Never>] = [:]
    }
    private let state = Mutex(State())

    /// How many contents are in work, or made and not saved.
    var count: Int { state.withLock { $0.claims.count } }
    /// How many calls wait for another one.
    var waiting: Int { state.withLock { $0.callers.count } }

    /// What is known of a content: by `make`, or by another call that is or was at it.
    ///
    /// Each result is to be told ``saved(_:)`` once: until then it is kept for further calls.
    /// - Parameters:
    ///   - content: the digest of the picture's bytes.
    ///   - make: returns what is known, and whether it was newly made.
    /// - Returns: what is known, and whether this call made it.
    /// - Throws: what `make` throws, here or in the other call; `CancellationError` only when this call's own task is
    ///   cancelled, which ends its waiting at once.
    func known(
        _ content: ContentHash, make: () async throws -> (KnownContent, isNew: Bool)
    ) async throws -> (KnownContent, isNew: Bool) {
        switch await answer(for: content) {
        case .take(let known): return (known, false)
        case .fail(let error): throw error
        case .cancel: throw CancellationError()
        case .make: break
        }
        do {
            let made = try await make()
            deliver { $0.finish(content, with: made.0) }
            return made
        } catch {
            let isCancelled = error is CancellationError || Task.isCancelled
            deliver { isCancelled ? $0.abandon(content).map { [$0] } ?? [] : $0.fail(content, with: error) }
            throw error
        }
    }

    /// What was returned once is stored by now, or never will be.
    func saved(_ content: ContentHash) { state.withLock { $0.claims.saved(content) } }

    private func answer(for content: ContentHash) async -> ContentClaims.Answer {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let answer = state.withLock { state -> ContentClaims.Answer? in
                    // Asked within the lock: a cancellation after it finds the ticket waiting.
                    if Task.isCancelled { return .cancel }
                    let answer = state.claims.claim(content, by: ticket)
                    if answer == nil { state.callers[ticket] = caller }
                    return answer
                }
                if let answer { caller.resume(returning: answer) }
            }
        } onCancel: {
            deliver { $0.cancel(ticket, of: content).map { [$0] } ?? [] }
        }
    }

    /// Changes the claims, and answers the callers concerned after the lock is let go.
    private func deliver(_ change: (inout ContentClaims) -> [ContentClaims.Delivery]) {
        let answered = state.withLock { state in
            change(&state.claims).map { (state.callers.removeValue(forKey: $0.to), $0.answer) }
        }
        for (caller, answer) in answered { caller?.resume(returning: answer) }
    }
}
