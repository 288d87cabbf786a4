import ImageSearch
import SearchHTTP

extension OpenLibrary {
    /// What the routes of the HTTP server call.
    func searchFlows() throws -> SearchFlows {
        SearchFlows(
            searcher: searcher, uploader: try uploader(), catalogue: pictures, activity: activity,
            vectorizer: vectorizer, originals: originals, thumbnails: thumbnails,
            duplicates: DuplicateGroups(catalogue: pictures, vectors: pictures), savedSearches: pictures,
            examples: examples)
    }
}
