import Logging
import PostgresStore

extension Library {
    /// Builds the search index when there are pictures enough, and tells how far it is.
    func maintainIndex(of store: PostgresVectorStore) async throws {
        let line = ProgressLine(isTerminal: false) { log.info("\($0)") }
        try await store.maintainIndex { progress in
            line.update("building the search index: \(progress.built) of \(progress.total)")
        }
    }
}
