import Foundation

/// What an indexing program tells in its log.
extension Program {
    /// A batch of pictures that was saved.
    private struct Batch {
        var time: Double
        var count: Int
    }

    private var batches: [Batch] {
        lines.filter { $0.text.contains("saved a batch of") }.compactMap { line in
            line.text.split(separator: " ").last.flatMap { Int($0) }.map { Batch(time: line.time, count: $0) }
        }
    }

    /// How many pictures it has saved, and when it saved the last of them.
    var saved: (count: Int, time: Double?) {
        let batches = batches
        return (batches.map(\.count).reduce(0, +), batches.last?.time)
    }

    /// Waits until so many pictures are saved; returns how many, and when the last of them was.
    @discardableResult
    func awaitSaved(_ count: Int) async throws -> (count: Int, time: Double) {
        let deadline = now() + 1200
        while now() < deadline {
            let isRunning = isRunning
            let (saved, time) = saved
            if saved >= count, let time { return (saved, time) }
            try check(isRunning, "\(count) pictures saved, not \(saved) until the program ended")
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure("\(count) pictures were not indexed in twenty minutes")
    }

    /// Pictures a second between the first batch and the last one that were saved within a time; NaN for fewer than two.
    func indexingRate(from start: Double = 0, to end: Double = .infinity) -> Double {
        let batches = batches.filter { (start...end).contains($0.time) }
        guard let first = batches.first, let last = batches.last, last.time > first.time else { return .nan }
        return Double(batches.dropFirst().map(\.count).reduce(0, +)) / (last.time - first.time)
    }

    /// Waits for the end of a program that was to index so many new pictures; fails when it knew one of them, so that
    /// no figure counts work that was not done.
    @discardableResult
    func finish(embedding count: Int) async throws -> (seconds: Double, peakMegabytes: Double) {
        let end = try await finish()
        let line = try await line(with: "indexed ").text
        try check(
            line.contains(" \(count) embedded, 0 reused, 0 unchanged, 0 skipped"), "\(count) embedded, not: \(line)")
        return end
    }
}
