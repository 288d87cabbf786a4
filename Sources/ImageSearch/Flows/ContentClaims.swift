/// Who looks at which content, who waits for what is found, and how many were given it that are not saved yet.
///
/// A state machine without effects: each change returns the answers that its caller has to deliver. Every caller that
/// ``claim(_:by:)`` leaves waiting is answered exactly once. A content has at most one maker at a time, and is forgotten
/// when nobody makes it, waits for it or has yet to save it.
struct ContentClaims {
    /// Tells the callers apart that wait; each is used once.
    typealias Ticket = Int

    /// What a caller is told to do.
    enum Answer: Sendable {
        /// Look at it, and tell what was found: nobody else is at it.
        case make
        /// Take this one; it counts as unsaved until it is told to be ``ContentClaims/saved(_:)``.
        case take(KnownContent)
        /// The content cannot be used.
        case fail(any Error)
        /// Stop: the caller was cancelled.
        case cancel
    }

    /// An answer for a caller that waits.
    typealias Delivery = (to: Ticket, answer: Answer)

    private enum Entry {
        /// One caller looks at it; the others wait in the order in which they came.
        case inWork(waiters: [Ticket])
        /// So many callers, at least one, were given it and have not saved it.
        case made(KnownContent, unsaved: Int)
    }
    private var entries: [ContentHash: Entry] = [:]

    /// How many contents are known.
    var count: Int { entries.count }

    /// Asks for what is found in a content.
    ///
    /// - Returns: the answer; `nil` when the caller is to wait for one.
    mutating func claim(_ content: ContentHash, by ticket: Ticket) -> Answer? {
        switch entries[content] {
        case nil:
            entries[content] = .inWork(waiters: [])
            return .make
        case .made(let known, let unsaved):
            entries[content] = .made(known, unsaved: unsaved + 1)
            return .take(known)
        case .inWork(let waiters):
            entries[content] = .inWork(waiters: waiters + [ticket])
            return nil
        }
    }

    /// The maker has found it, for itself and for all who wait.
    mutating func finish(_ content: ContentHash, with known: KnownContent) -> [Delivery] {
        guard case .inWork(let waiters) = entries[content] else { return [] }
        entries[content] = .made(known, unsaved: 1 + waiters.count)
        return waiters.map { ($0, .take(known)) }
    }

    /// The maker found that this content cannot be used, by whomever.
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

    /// One of those who were given what was found has saved it, or will not.
    mutating func saved(_ content: ContentHash) {
        guard case .made(let known, let unsaved) = entries[content] else { return }
        entries[content] = unsaved > 1 ? .made(known, unsaved: unsaved - 1) : nil
    }
}
