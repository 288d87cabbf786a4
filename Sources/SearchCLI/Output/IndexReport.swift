import ImageSearch

/// Puts an indexing run into words.
struct IndexReport: Sendable {
    private let start = ContinuousClock.now

    /// How far it has come: count, rate, time left.
    func progress(_ summary: SyncSummary) -> String {
        let opened = Double(summary.done - summary.unchanged - summary.refusedBefore)
        let rate = opened / max(seconds(since: start), 0.001)
        var parts = ["\(summary.done) of \(summary.found)\(summary.isListed ? "" : "+")"]
        parts.append("\(decimal(rate))/s")
        if summary.isListed, rate > 0 {
            parts.append("\(duration(Double(summary.found - summary.done) / rate)) left")
        }
        let skipped = summary.skipped.values.reduce(0, +)
        if skipped > 0 { parts.append("\(skipped) skipped") }
        return "indexing: " + parts.joined(separator: ", ")
    }

    /// What it came to: found, embedded, reused, skipped with reasons.
    func result(_ summary: SyncSummary, of source: String) -> String {
        var parts = [
            "\(summary.found) found", "\(summary.embedded) embedded", "\(summary.reused) reused",
            "\(summary.unchanged) unchanged",
        ]
        let reasons = summary.skipped.sorted { $0.key.description < $1.key.description }
        let skipped = reasons.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        parts.append("\(reasons.map(\.value).reduce(0, +)) skipped" + (skipped.isEmpty ? "" : " (\(skipped))"))
        if summary.refusedBefore > 0 { parts.append("\(summary.refusedBefore) of them known, not opened again") }
        if summary.unreadable > 0 { parts.append("\(summary.unreadable) could not be listed") }
        if summary.passedOver > 0 { parts.append("\(summary.passedOver) links or names passed over") }
        if summary.gone > 0 { parts.append("\(summary.gone) gone (their vectors are kept)") }
        if summary.keptUnseen > 0 {
            parts.append(
                "\(summary.keptUnseen) not seen this time, kept, as the folder was empty or could not be read there")
        }
        return "indexed \(source) in \(duration(seconds(since: start))): " + parts.joined(separator: ", ")
    }
}
