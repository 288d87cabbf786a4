public import ImageSearch
import PostgresClient

/// One database holds the vectors of one model, so far.
extension PictureDatabase {
    /// Records the model on first use, and refuses another one, or the same one with other weights, afterwards.
    public func adopt(_ model: ModelIdentity) async throws {
        try await database.change { session in
            // Read first: once a model is recorded, nothing is written, so that a standby serves as well.
            if try PictureDatabase.holdsVectors(of: model, session) { return }
            try session.transaction {
                try session.run(AdvisoryLock.schema.take)
                if try PictureDatabase.holdsVectors(of: model, session) { return }
                try record(model, session)
            }
        }
    }

    /// - Returns: `false` when no model is recorded yet.
    private static func holdsVectors(of model: ModelIdentity, _ session: Session) throws -> Bool {
        let rows = try session.run(
            .plain("SELECT name, fingerprint, dimensions::int8 FROM models WHERE state = 'active'"))
        guard rows.count > 0 else { return false }
        let known = ModelIdentity(
            name: rows.text(0, 0), fingerprint: rows.text(0, 1), dimensions: Int(rows.int64(0, 2)))
        guard known == model else { throw refusal(known: known, new: model) }
        return true
    }

    /// Gives the model the next number and a column.
    private func record(_ model: ModelIdentity, _ session: Session) throws {
        let rows = try session.run(
            .plain(
                """
                INSERT INTO models (id, name, fingerprint, dimensions, state)
                SELECT coalesce(max(id), 0) + 1, $1, $2, $3, 'active' FROM models RETURNING id::int8
                """, .text(model.name), .text(model.fingerprint), .int64(Int64(model.dimensions))))
        let column = ModelColumn(id: Int(rows.int64(0, 0))).column
        // A type's modifier cannot be a parameter; the number is an integer of ours.
        let type = "\(vector.halfvec)(\(model.dimensions))"
        try session.run(.plain("ALTER TABLE images ADD COLUMN \(column) \(type)"))
    }

    private static func refusal(known: ModelIdentity, new: ModelIdentity) -> StoreError {
        let difference =
            known.name == new.name
            ? "vectors of other weights of the model \(known.name) (\(known.fingerprint.prefix(12)), "
                + "not \(new.fingerprint.prefix(12)))"
            : "vectors of the model \(known.name), not of \(new.name)"
        return StoreError(
            .otherModel,
            "the database holds \(difference), and the two cannot be compared",
            hint: .otherModel)
    }
}
