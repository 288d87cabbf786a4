/// A lock that is no table's: programs agree on its number.
///
/// It lasts as long as the transaction that takes it, since one of a session would stay behind in a pool of connections.
package struct AdvisoryLock: Sendable {
    private let key: Int64

    package init(_ key: Int64) { self.key = key }

    /// Whoever changes the schema, or to whom it belongs, holds this one.
    package static let schema = AdvisoryLock(0x696d_6773_6368)

    /// Takes the number from a name: two names that share one wait for each other, and no more.
    package init(of name: String, among names: Int64) {
        // FNV-1a: any number that every program computes alike.
        let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ UInt64(bitPattern: names)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        key = Int64(bitPattern: hash)
    }

    /// Waits until nobody has the lock for itself alone; any number may share it.
    package var share: Statement { .prepared("SELECT pg_advisory_xact_lock_shared($1)", .int64(key)) }

    /// Waits for the lock.
    package var take: Statement { .plain("SELECT pg_advisory_xact_lock($1)", .int64(key)) }

    /// Takes the lock if nobody has it; the answer says whether.
    package var tryToTake: Statement { .plain("SELECT pg_try_advisory_xact_lock($1)", .int64(key)) }
}
