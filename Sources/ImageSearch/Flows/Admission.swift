import Synchronization

/// Lets so many pieces of work go on or wait at one time, and refuses more: what waits is bounded, whatever it waits for
/// (the model, a thread, the database).
///
/// It stands where work comes from outside. Work of the program itself, such as indexing, is bounded by its workers and
/// is never refused.
final class Admission: Sendable {
    private let limit: Int
    private let refusal: Overloaded
    private let admitted = Mutex(0)

    /// Sets the limit, and what is said to those above it.
    init(limit: Int, refusal: String) {
        self.limit = limit
        self.refusal = Overloaded(refusal)
    }

    /// Does the work, which counts until it has ended.
    ///
    /// - Throws: ``Overloaded`` when too much is going on; what the work throws.
    func admit<Value>(_ work: () async throws -> Value) async throws -> Value {
        let isAdmitted = admitted.withLock { admitted in
            guard admitted < limit else { return false }
            admitted += 1
            return true
        }
        guard isAdmitted else { throw refusal }
        defer { admitted.withLock { $0 -= 1 } }
        return try await work()
    }
}
