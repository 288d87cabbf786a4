import ArgumentParser
import AsyncHTTPClient
import ImageSearch
import ImageSources
import LocalFiles

/// Brings the pictures of a bucket into the folder of pictures.
struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Download the pictures of a bucket (Cloudflare R2, S3) into IMAGES_DIR.",
        discussion: """
            The bucket comes from R2_ENDPOINT_URL, R2_BUCKET_NAME, R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY (or the \
            AWS_* names); MAX_IMAGES limits how many pictures are taken. What is there unchanged is not downloaded \
            again. Ctrl-C stops at any moment; the next run goes on from there. With TESTING=1 it wants a TEST_IMAGES_DIR \
            of yours: the test images stay as they are.
            """)

    @Flag(help: "Print the counts as JSON when it is done.")
    var json = false

    func run() async throws {
        let settings = try Settings.load()
        guard !HomeFolder.find().holdsTestImages(settings.imagesFolder) else {
            let name = settings.isTesting ? "TEST_IMAGES_DIR" : "IMAGES_DIR"
            throw UsageError(
                "\(displayedPath(settings.imagesFolder)) holds the test images, which are the project's own: "
                    + (settings.isTesting ? "unset TESTING, or " : "") + "set \(name) to a folder of yours")
        }
        let address = try settings.bucket.address()
        try await interruptible {
            try await withHTTPClient { client in
                let downloader = BucketDownloader(
                    from: address, into: settings.imagesFolder, limit: settings.maxImages,
                    maxBytes: settings.maxFileBytes, client: client)
                try await report(downloader, into: settings.imagesFolder)
            }
        }
    }

    private func report(_ downloader: BucketDownloader, into folder: String) async throws {
        let line = ProgressLine()
        defer { line.clear() }
        let start = ContinuousClock.now
        let summary = try await downloader.run { progress in
            let total = progress.total.map { " of \($0)" } ?? ""
            line.update(
                "downloading: \(progress.finished)\(total), \(byteCount(progress.bytes)), "
                    + "\(byteCount(progress.bytesPerSecond))/s")
        }
        line.clear()
        for failure in summary.failures { Console.note("failed \(failure.path): \(failure.reason)") }
        Console.note(
            "downloaded into \(displayedPath(folder)) in \(duration(seconds(since: start))): "
                + "\(summary.downloaded) new (\(byteCount(summary.bytes))), \(summary.unchanged) unchanged, "
                + "\(summary.skipped) skipped, \(summary.failures.count) failed")
        if json { try await Console.print(json: SummaryJSON.Download(summary)) }
        if !summary.failures.isEmpty { throw ExitCode(ExitStatus.someFailed) }
    }
}

extension Settings.BucketSetting {
    /// The address of the bucket.
    ///
    /// - Throws: ``UsageError`` that names the settings that are missing.
    fileprivate func address() throws -> BucketAddress {
        let parts = [
            ("R2_ENDPOINT_URL", endpoint == nil), ("R2_BUCKET_NAME", name == nil),
            ("R2_ACCESS_KEY_ID", accessKey == nil), ("R2_SECRET_ACCESS_KEY", secretKey == nil),
        ]
        let missing = parts.filter(\.1).map(\.0)
        guard missing.isEmpty else {
            throw UsageError("please set \(missing.joined(separator: ", ")), in the environment or in .env")
        }
        return try BucketAddress(
            endpoint: endpoint?.value ?? "", bucket: name ?? "", region: region == "auto" ? "" : region,
            addressing: addressing,
            credentials: .init(accessKey: accessKey ?? "", secretKey: secretKey ?? "", sessionToken: sessionToken))
    }
}
