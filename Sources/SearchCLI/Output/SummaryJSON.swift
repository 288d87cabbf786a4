import Foundation
import ImageSearch
import ImageSources
import ModelPackages

/// Prints what a command came to as JSON, for programs to read.
enum SummaryJSON {
    /// A value as indented JSON with its keys in order, inert on a terminal.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes, .sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self).printableJSON
    }

    /// The counts of an indexing run.
    struct Index: Encodable {
        let source: String
        let found, embedded, reused, unchanged, unreadable, passedOver, missing, keptUnseen, refusedBefore: Int
        /// How many that are gone were deleted; left out where none were to be.
        let deleted: Int?
        /// How many were passed over, by reason.
        let skipped: [String: Int]

        init(_ summary: SyncSummary, source: String, deleted: Int?) {
            self.source = source
            self.deleted = deleted
            found = summary.found
            embedded = summary.embedded
            reused = summary.reused
            unchanged = summary.unchanged
            unreadable = summary.unreadable
            passedOver = summary.passedOver
            missing = summary.gone
            keptUnseen = summary.keptUnseen
            refusedBefore = summary.refusedBefore
            skipped = Dictionary(uniqueKeysWithValues: summary.skipped.map { ($0.key.description, $0.value) })
        }
    }

    /// The counts of a download, and what failed.
    struct Download: Encodable {
        let downloaded, unchanged, skipped: Int
        let bytes: Int64
        /// The reason by path.
        let failed: [String: String]

        init(_ summary: DownloadSummary) {
            downloaded = summary.downloaded
            unchanged = summary.unchanged
            skipped = summary.skipped
            bytes = summary.bytes
            failed = Dictionary(summary.failures.map { ($0.path, $0.reason) }, uniquingKeysWith: { $1 })
        }
    }

    /// A model that is installed or known.
    struct Model: Encodable {
        let name: String
        /// `shipped`, `installed`, `incomplete` or `known`.
        let state: String
        var bytes: Int64?
        var revision: String?
        var repository: String?
    }
}
