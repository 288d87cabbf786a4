import LocalFiles
import Synchronization

/// How far the download of a model is.
public struct ModelProgress: Sendable, Equatable {
    /// The file that is being downloaded.
    public var file: String
    /// Bytes that are there, those of earlier attempts among them.
    public var bytes: Int64
    /// Bytes of all files together; `nil` when the hub did not tell.
    public var total: Int64?
    /// Bytes per second since the start.
    public var bytesPerSecond: Double
}

/// Adds up what arrives of a model's files.
final class ProgressMeter: Sendable {
    private struct State {
        var file = ""
        var finished: Int64 = 0
        var ofFile: Int64 = 0
        var received: Int64 = 0
    }

    private let state = Mutex(State())
    private let total: Int64?
    private let start = ContinuousClock.now
    private let report: @Sendable (ModelProgress) -> Void

    init(total: Int64?, report: @escaping @Sendable (ModelProgress) -> Void) {
        self.total = total
        self.report = report
    }

    /// Goes on to another file.
    func begin(_ file: String) {
        state.withLock { state in
            state.finished += state.ofFile
            state.ofFile = 0
            state.file = file
        }
    }

    /// An attempt starts with so many bytes of the file, which are there from an earlier one.
    func resume(at offset: Int64) { state.withLock { $0.ofFile = offset } }

    /// More bytes arrived.
    func add(_ count: Int) {
        let progress = state.withLock { state in
            state.ofFile += Int64(count)
            state.received += Int64(count)
            let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
            return ModelProgress(
                file: state.file, bytes: state.finished + state.ofFile, total: total,
                bytesPerSecond: Double(state.received) / seconds)
        }
        report(progress)
    }
}
