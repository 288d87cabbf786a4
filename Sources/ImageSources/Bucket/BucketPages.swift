import FileTransfer

/// The pages of a listing, one after another.
struct BucketPages {
    let bucket: S3Client
    let backoff: Backoff
    private var token: String?
    private var isAtEnd = false

    init(bucket: S3Client, backoff: Backoff) {
        self.bucket = bucket
        self.backoff = backoff
    }

    /// The objects of the next page; `nil` after the last one.
    mutating func next() async throws -> [S3Object]? {
        guard !isAtEnd else { return nil }
        let page = try await retrying(backoff) { [bucket, token] in try await bucket.page(after: token) }
        guard page.next == nil || page.next != token else { throw HTTPFailure("the listing goes round in circles") }
        token = page.next
        isAtEnd = token == nil
        return page.objects
    }
}
