import Synchronization

/// Makes the embedding of each content once, however many files hold it at the same time.
final class SharedEmbeddings: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Embedding, any Error>?, Never>
    private enum Entry {
        case inWork([Waiter])
        case made(Embedding)
    }
    private let entries = Mutex<[ContentHash: Entry]>([:])

    /// The embedding of a content: made by `make`, or by another call that is or was at it.
    ///
    /// - Parameters:
    ///   - content: the digest of the picture's bytes.
    ///   - make: returns the embedding, and whether it was newly made.
    /// - Returns: the embedding, and whether this call made it.
    /// - Throws: what `make` throws, here or in the other call.
    func embedding(
        of content: ContentHash, make: () async throws -> (Embedding, isNew: Bool)
    ) async throws -> (Embedding, isNew: Bool) {
        if let other = await another(content) { return (try other.get(), false) }
        do {
            let made = try await make()
            finish(content, .success(made.0))
            return made
        } catch {
            finish(content, .failure(error))
            throw error
        }
    }

    /// Lets go of embeddings that are stored by now.
    func forget(_ contents: [ContentHash]) {
        entries.withLock { entries in
            for content in contents { entries[content] = nil }
        }
    }

    /// The result of another call for this content, waited for if need be; `nil` when this call is the first.
    private func another(_ content: ContentHash) async -> Result<Embedding, any Error>? {
        await withCheckedContinuation { waiter in
            let ready: Result<Embedding, any Error>?? = entries.withLock { entries in
                switch entries[content] {
                case nil:
                    entries[content] = .inWork([])
                    return .some(nil)
                case .made(let embedding):
                    return .success(embedding)
                case .inWork(let waiters):
                    entries[content] = .inWork(waiters + [waiter])
                    return nil
                }
            }
            if let ready { waiter.resume(returning: ready) }
        }
    }

    private func finish(_ content: ContentHash, _ result: Result<Embedding, any Error>) {
        let waiters = entries.withLock { entries -> [Waiter] in
            guard case .inWork(let waiters) = entries[content] else { return [] }
            if case .success(let embedding) = result {
                entries[content] = .made(embedding)
            } else {
                entries[content] = nil
            }
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }
}
