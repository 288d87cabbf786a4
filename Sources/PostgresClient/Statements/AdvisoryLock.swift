/// A lock that is no table's: programs agree on its number.
///
/// It lasts as long as the transaction that takes it, since one of a session would stay behind in a pool of connections.
package struct AdvisoryLock: Sendable {
    private let key: Int64

    package init(_ key: Int64) { self.key = key }

    /// Whoever changes the schema, or to whom it belongs, holds this one.
    package static let schema = AdvisoryLock(0x696d_6773_6368)

    /// Waits for the lock.
    package var take: Statement { .plain("SELECT pg_advisory_xact_lock($1)", .int64(key)) }

    /// Takes the lock if nobody has it; the answer says whether.
    package var tryToTake: Statement { .plain("SELECT pg_try_advisory_xact_lock($1)", .int64(key)) }
}
