public import AsyncHTTPClient
import ImageSearch
import LocalFiles
import Scheduling
public import Transfers

/// Brings the pictures of a bucket into a folder.
///
/// - A file appears under its name only when it is whole. What is there already, unchanged, is not downloaded again;
///   a download that was stopped at any moment goes on where it was. Nothing in the folder is ever deleted, and a file
///   that did not come from the bucket is never written over.
/// - With a limit, only the first so many pictures in the order of their keys are looked at: the same ones every time.
/// - One object that fails costs itself, nothing more.
public struct BucketDownloader: Sendable {
    private let bucket: S3Client
    private let folder: String
    private let limit: Int
    private let maxBytes: Int
    private let width: Int
    private let backoff: Backoff
    private let threads: BlockingThreads

    /// Prepares a download.
    ///
    /// - Parameters:
    ///   - address: the bucket.
    ///   - folder: where the pictures go; it is made when it is not there.
    ///   - limit: how many pictures are wanted at most; all of them when `nil`.
    ///   - maxBytes: a larger object is skipped, as a ``FolderSource`` would not read it.
    ///   - width: how many objects are downloaded at the same time.
    ///   - backoff: how often a request is tried again.
    ///   - client: made with the configuration `fileTransfer`.
    public init(
        from address: BucketAddress, into folder: String, limit: Int?, maxBytes: Int, width: Int = 16,
        backoff: Backoff = Backoff(), client: HTTPClient
    ) {
        bucket = S3Client(address: address, client: client)
        self.folder = folder
        self.limit = limit ?? .max
        self.maxBytes = maxBytes
        self.width = width
        self.backoff = backoff
        threads = BlockingThreads("download", limit: width)
    }

    /// Downloads what is new.
    ///
    /// - Parameter progress: told after each picture; it should return at once.
    /// - Returns: what came of it.
    /// - Throws: ``SourceError`` when the bucket or the folder as a whole cannot be used; `CancellationError`.
    public func run(progress: @Sendable (DownloadProgress) -> Void = { _ in }) async throws -> DownloadSummary {
        do {
            let record = try await threads.run { [folder] in try DownloadRecord(in: folder) }
            defer { record.close() }
            return try await download(into: record, progress)
        } catch let failure as HTTPFailure {
            throw bucket.sourceError(failure)
        } catch let answer as NoListing {
            throw bucket.sourceError(answer)
        } catch let error as SystemError {
            throw error.isFull
                ? SourceError("no space is left in \(folder): make room, then run this again; it goes on where it was")
                : SourceError("cannot write to \(folder) (\(error))", hint: .targetFolder)
        }
    }

    private func download(
        into record: DownloadRecord, _ progress: (DownloadProgress) -> Void
    ) async throws -> DownloadSummary {
        let fetch = ObjectFetch(bucket: bucket, folder: folder, record: record, backoff: backoff, threads: threads)
        var tally = DownloadTally(mostUnreachable: 2 * width)
        try await withThrowingTaskGroup(of: ObjectOutcome.self) { group in
            var running = 0
            var pages = BucketPages(bucket: bucket, backoff: backoff)
            listing: while let page = try await pages.next() {
                for object in page.unreadable where object.key.isEmpty || ObjectPath.path(of: object.key) != nil {
                    tally.countUnreadable(object)
                }
                for object in page.objects {
                    guard object.size <= maxBytes, let path = record.claimPath(for: object.key) else {
                        tally.countSkipped()
                        continue
                    }
                    if tally.progress.listed == limit { break listing }
                    tally.countListed()
                    if running == width, let outcome = try await group.next() {
                        try tally.count(outcome)
                        progress(tally.progress)
                        running -= 1
                    }
                    group.addTask { try await fetch(object, to: path) }
                    running += 1
                }
            }
            tally.endListing()
            for try await outcome in group {
                try tally.count(outcome)
                progress(tally.progress)
            }
        }
        return tally.summary
    }
}
