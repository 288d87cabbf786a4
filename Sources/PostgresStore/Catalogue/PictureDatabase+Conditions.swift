public import ImageSearch
import PostgresClient

extension PictureDatabase {
    /// The conditions as searches have them, as columns of the pictures' rows.
    public func conditions(
        among conditions: [Condition], metBy ids: [PictureID]
    ) async throws -> [PictureID: [Condition]] {
        guard !ids.isEmpty, !conditions.isEmpty else { return [:] }
        return try await database.search { session in
            let columns = Fragment.list(["id"] + conditions.map { "(\($0.sql)) IS TRUE" })
            let rows = try session.run(
                .plain(
                    joining:
                        "SELECT \(columns) FROM images WHERE id = ANY(\(.uuids(ids))) AND missing_since IS NULL"))
            let met = rows.map { row in
                (rows.pictureID(row, 0), conditions.indices.filter { rows.bool(row, $0 + 1) }.map { conditions[$0] })
            }
            return Dictionary(met) { first, _ in first }
        }
    }
}
