/// Who makes the embedding of which content, who waits for it, and how many were given it that are not saved yet.
///
/// A state machine without effects: each change returns the answers that its caller has to deliver. Every caller that
/// ``claim(_:by:)`` leaves waiting is answered exactly once. A content has at most one maker at a time, and is forgotten
/// when nobody makes it, waits for it or has yet to save it.
struct ContentClaims {
    /// Tells the callers apart that wait; each is used once.
    typealias Ticket = Int

    /// What a caller is told to do.
    enum Answer: Sendable {
        /// Make the embedding, and tell the outcome: nobody else is at it.
        case make
        /// Take this one; it counts as unsaved until it is told to be ``ContentClaims/saved(_:)``.
        case take(Embedding)
        /// The content cannot be embedded.
        case fail(any Error)
        /// Stop: the caller was cancelled.
        case cancel
    }

    /// An answer for a caller that waits.
    typealias Delivery = (to: Ticket, answer: Answer)

    private enum Entry {
        /// One caller makes it; the others wait in the order in which they came.
        case inWork(waiters: [Ticket])
        /// So many callers, at least one, were given it and have not saved it.
        case made(Embedding, unsaved: Int)
    }
    private var entries: [ContentHash: Entry] = [:]

    /// How many contents are known.
    var count: Int { entries.count }

    /// Asks for a content's embedding.
    ///
    /// - Returns: the answer; `nil` when the caller is to wait for one.
    mutating func claim(_ content: ContentHash, by ticket: Ticket) -> Answer? {
        switch entries[content] {
        case nil:
            entries[content] = .inWork(waiters: [])
            return .make
        case .made(let embedding, let unsaved):
            entries[content] = .made(embedding, unsaved: unsaved + 1)
            return .take(embedding)
        case .inWork(let waiters):
            entries[content] = .inWork(waiters: waiters + [ticket])
            return nil
        }
    }

    /// The maker has the embedding, for itself and for all who wait.
    mutating func finish(_ content: ContentHash, with embedding: Embedding) -> [Delivery] {
        guard case .inWork(let waiters) = entries[content] else { return [] }
        entries[content] = .made(embedding, unsaved: 1 + waiters.count)
        return waiters.map { ($0, .take(embedding)) }
    }

    /// The maker found that this content cannot be embedded, by whomever.
    mutating func fail(_ content: ContentHash, with error: any Error) -> [Delivery] {
        guard case .inWork(let waiters) = entries[content] else { return [] }
        entries[content] = nil
        return waiters.map { ($0, .fail(error)) }
    }

    /// The maker was cancelled, which says nothing of the content: the first who waits makes it.
    mutating func abandon(_ content: ContentHash) -> Delivery? {
        guard case .inWork(let waiters) = entries[content] else { return nil }
        guard let next = waiters.first else {
            entries[content] = nil
            return nil
        }
        entries[content] = .inWork(waiters: Array(waiters.dropFirst()))
        return (next, .make)
    }

    /// A caller no longer waits; `nil` when it does not wait, or was answered before.
    mutating func cancel(_ ticket: Ticket, of content: ContentHash) -> Delivery? {
        guard case .inWork(var waiters) = entries[content], let place = waiters.firstIndex(of: ticket) else {
            return nil
        }
        waiters.remove(at: place)
        entries[content] = .inWork(waiters: waiters)
        return (ticket, .cancel)
    }

    /// One of those who were given this content's embedding has saved it, or will not.
    mutating func saved(_ content: ContentHash) {
        guard case .made(let embedding, let unsaved) = entries[content] else { return }
        entries[content] = unsaved > 1 ? .made(embedding, unsaved: unsaved - 1) : nil
    }
}
