import Transfers

/// The pages of a listing, one after another.
struct BucketPages {
    /// How many pages in a row may be empty: a bucket from which much was deleted sends some.
    private static let mostEmpty = 1_000

    let bucket: S3Client
    let backoff: Backoff
    private var token: String?
    private var isAtEnd = false
    private var seen: Set<String> = []
    private var last: S3Page?
    private var empty = 0

    init(bucket: S3Client, backoff: Backoff) {
        self.bucket = bucket
        self.backoff = backoff
    }

    /// The next page; `nil` after the last one.
    ///
    /// - Throws: ``NoListing`` when what answers is no bucket or the listing has no end; ``HTTPFailure``.
    mutating func next() async throws -> S3Page? {
        guard !isAtEnd else { return nil }
        let page = try await retrying(backoff) { [bucket, token] in try await bucket.page(after: token) }
        try look(at: page)
        token = page.next
        isAtEnd = token == nil
        return page
    }

    /// Finds out a listing that goes round in circles, whether its marks come again or only its objects.
    private mutating func look(at page: S3Page) throws(NoListing) {
        let isNew = page.next.map { seen.insert($0).inserted } ?? true
        let isEmpty = page.objects.isEmpty && page.unreadable.isEmpty
        empty = isEmpty ? empty + 1 : 0
        let isRepeated = !isEmpty && page.objects == last?.objects && page.unreadable == last?.unreadable
        guard isNew, !isRepeated, empty <= Self.mostEmpty else {
            throw NoListing("a listing that goes round in circles")
        }
        last = page
    }
}
