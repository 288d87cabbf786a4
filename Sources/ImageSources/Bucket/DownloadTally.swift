import Transfers

/// What came of one object.
enum ObjectOutcome: Sendable {
    case downloaded(bytes: Int64)
    case unchanged
    /// The server did not answer, rather than refuse this object.
    case unreachable(path: String, HTTPFailure)
    case failed(path: String, reason: String)
}

/// Counts the outcomes of a download.
struct DownloadTally {
    private(set) var progress = DownloadProgress()
    private(set) var summary = DownloadSummary()
    private var unreachableInARow = 0
    private let mostUnreachable: Int
    private let start = ContinuousClock.now

    /// Takes how many objects in a row may find the server gone before the whole download gives up.
    init(mostUnreachable: Int) { self.mostUnreachable = mostUnreachable }

    mutating func countSkipped() { summary.skipped += 1 }

    mutating func countUnreadable(_ object: UnreadableObject) {
        summary.failures.append(.init(path: object.key.isEmpty ? "an object" : object.key, reason: object.reason))
    }

    mutating func countListed() { progress.listed += 1 }

    mutating func endListing() { progress.total = progress.listed }

    /// Counts an outcome; throws when the server is gone.
    mutating func count(_ outcome: ObjectOutcome) throws(HTTPFailure) {
        progress.finished += 1
        switch outcome {
        case .downloaded(let bytes):
            summary.downloaded += 1
            summary.bytes += bytes
        case .unchanged: summary.unchanged += 1
        case .failed(let path, let reason): summary.failures.append(.init(path: path, reason: reason))
        case .unreachable(let path, let failure):
            summary.failures.append(.init(path: path, reason: "\(failure)"))
            unreachableInARow += 1
            if unreachableInARow >= mostUnreachable { throw failure }
        }
        if case .unreachable = outcome {} else { unreachableInARow = 0 }
        progress.downloaded = summary.downloaded
        progress.bytes = summary.bytes
        progress.bytesPerSecond = Double(summary.bytes) / max((ContinuousClock.now - start) / .seconds(1), 0.001)
    }
}
