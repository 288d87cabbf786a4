import ImageSearch
import PostgresClient
import Synchronization

/// The model whose vectors are stored and searched: looked up once, since it never changes while a program runs.
final class AdoptedModel: Sendable {
    private let known = Mutex<ModelColumn?>(nil)

    /// Its column, if it was looked up before.
    var column: ModelColumn? { known.withLock { $0 } }

    /// Its column; `nil` when no program has adopted a model yet.
    func column(_ session: Session) throws -> ModelColumn? {
        if let column { return column }
        let rows = try session.run(
            .plain("SELECT id::int8 FROM models WHERE state = 'active' ORDER BY id LIMIT 1"))
        guard rows.count > 0 else { return nil }
        let column = ModelColumn(id: Int(rows.int64(0, 0)))
        known.withLock { $0 = column }
        return column
    }

    /// Vectors cannot be stored before it is known whose they are.
    static var none: StoreError { StoreError(.failed, "no model has been adopted by the database yet") }
}
