public import ImageSearch
import Synchronization

extension MemoryStore: SavedSearches {
    /// Sorts the names.
    public func savedSearches() async throws -> [SavedSearch] {
        state.withLock(\.savedSearches).values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Keeps it as long as there is room.
    public func saveSearch(_ query: String, as name: String) async throws -> SavedSearch? {
        let search = SavedSearch(name: name, query: query, saved: 0)
        return state.withLock { state in
            // By bytes: to Swift, two names that look the same are equal.
            let key = hexadecimalText(name)
            guard state.savedSearches[key] != nil || state.savedSearches.count < SavedSearch.limit else { return nil }
            state.savedSearches[key] = search
            return search
        }
    }

    /// Drops it.
    public func removeSavedSearch(_ name: String) async throws {
        state.withLock { $0.savedSearches[hexadecimalText(name)] = nil }
    }
}

private func hexadecimalText(_ text: String) -> String { text.utf8.map { "\($0)" }.joined(separator: " ") }
