public import ImageSearch

/// The core's flows and ports that the routes call.
public struct SearchFlows: Sendable {
    let searcher: Searcher
    let uploader: Uploader
    let catalogue: any Catalogue
    let activity: Activity
    let vectorizer: Vectorizer
    let originals: any Originals
    let thumbnails: Thumbnails
    let duplicates: DuplicateGroups
    let savedSearches: any SavedSearches
    let examples: ExampleQueries

    /// Joins them.
    ///
    /// - Parameters:
    ///   - searcher: answers the searches.
    ///   - uploader: takes in the uploads.
    ///   - catalogue: knows the stored pictures.
    ///   - activity: what `/events` tells of.
    ///   - vectorizer: makes the vectors of `/embed`.
    ///   - originals: opens the pictures' files.
    ///   - thumbnails: makes them small.
    ///   - duplicates: groups those that are much alike.
    ///   - savedSearches: remembers queries under names.
    ///   - examples: knows what to try.
    public init(
        searcher: Searcher, uploader: Uploader, catalogue: any Catalogue, activity: Activity, vectorizer: Vectorizer,
        originals: any Originals, thumbnails: Thumbnails, duplicates: DuplicateGroups,
        savedSearches: any SavedSearches, examples: ExampleQueries
    ) {
        self.searcher = searcher
        self.uploader = uploader
        self.catalogue = catalogue
        self.activity = activity
        self.vectorizer = vectorizer
        self.originals = originals
        self.thumbnails = thumbnails
        self.duplicates = duplicates
        self.savedSearches = savedSearches
        self.examples = examples
    }
}
