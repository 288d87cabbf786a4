import ImageSearch
import Platform
import Synchronization
import WorkerProcesses

/// One thread's worker process, which is given one picture after another.
///
/// It is started when it is first needed, kept for the next picture, and exchanged when it has ended, has grown or is old.
/// Only the thread that the slot belongs to uses it.
final class WorkerSlot: Sendable {
    struct Rules: Sendable {
        var program: WorkerProgram
        var options: DecodeWorker.Options
        /// How long a picture may take a processor, and how long it may take in all: others may want the processor too.
        var processorTime: Duration
        var wholeTime: Duration
        /// So many pictures are decoded by one worker.
        var pictures: Int
    }

    /// A worker that holds more of its own between two pictures is exchanged.
    private static let mostResident = 192 << 20
    /// How soon somebody who has given up is noticed.
    private static let step = Duration.milliseconds(25)
    /// A worker on a busy machine has so long to come up.
    private static let startLimit = Duration.seconds(60)
    /// Somebody else may kill a worker: the picture is tried so many times before it is blamed.
    private static let attempts = 12

    private struct State: ~Copyable {
        var worker: WorkerProcess?
        var memory: SharedMemory?
        var decoded = 0
        /// The most memory of its own that the worker was seen to hold during this picture, in bytes.
        var peakBytes = 0
    }
    private let state = Mutex(State())
    private let rules: Rules
    private let observer: WorkerObserver

    init(_ rules: Rules, observer: WorkerObserver) {
        self.rules = rules
        self.observer = observer
    }

    /// Starts a worker now, unless there is one.
    func start() throws(DecoderUnavailable) {
        try state.withLock { state throws(DecoderUnavailable) in try start(&state) }
    }

    /// What a worker can do that it should not, and what it gave up.
    func attemptEscape() throws(DecoderUnavailable) -> Int64? {
        try state.withLock { state throws(DecoderUnavailable) in
            try start(&state)
            guard state.worker?.send(DecodeRequest.escape) == true,
                case .frame(let frame) = state.worker?.receive(within: Self.startLimit),
                case .escaped(let how) = DecodeReply(frame)
            else { return nil }
            return how
        }
    }

    /// Has something made of a picture, however many workers that takes.
    ///
    /// - Throws: ``DecodingFault``, ``ImageSearch/DecoderUnavailable``, or `CancellationError` when it was given up.
    func run(
        _ job: DecodeRequest.Job, _ file: [UInt8], _ format: ImageFormat, maxPixels: Int, isGivenUp: () -> Bool
    ) throws -> DecodeResult {
        let request = DecodeRequest(
            job, byteCount: file.count, maxPixels: maxPixels, seconds: Int(rules.processorTime.components.seconds) + 1)
        return try state.withLock { state in
            var end = Outcome.ended(signal: 0, isOnlyPicture: false)
            for _ in 0..<Self.attempts {
                end = try attempt(request, file, format, &state, isGivenUp)
                guard case .ended(let signal, let isOnlyPicture) = end else { break }
                // Whoever sends SIGKILL means no picture, and one picture may leave a worker to the next that cannot go on.
                if signal != SIGKILL, isOnlyPicture { break }
            }
            switch end {
            case .made(let result): return result
            case .failed(let fault): throw fault
            case .ended(let signal, _): throw DecodingFault(.undecodable, format, Int(signal))
            case .givenUp: throw CancellationError()
            }
        }
    }

    private enum Outcome {
        case made(DecodeResult)
        case failed(DecodingFault)
        case ended(signal: Int32, isOnlyPicture: Bool)
        case givenUp
    }

    private func attempt(
        _ request: DecodeRequest, _ file: [UInt8], _ format: ImageFormat, _ state: inout State,
        _ isGivenUp: () -> Bool
    ) throws(DecoderUnavailable) -> Outcome {
        try start(&state)
        state.memory?.write(file, at: DecodeWorker.pixelBytes)
        let isOnlyPicture = state.decoded == 0
        state.decoded += 1
        state.peakBytes = 0
        guard state.worker?.send(request.frame) == true else { return end(&state, format, isOnlyPicture) }
        let start = ContinuousClock.now
        let used = state.worker?.processorTime ?? .zero
        while true {
            switch state.worker?.receive(within: Self.step) ?? .ended {
            case .frame(let frame): return outcome(of: frame, request, format, &state, isOnlyPicture)
            case .ended: return end(&state, format, isOnlyPicture)
            case .nothing: state.peakBytes = max(state.peakBytes, state.worker?.residentBytes ?? 0)
            }
            if isGivenUp() {
                drop(&state)
                return .givenUp
            }
            let processorTime = (state.worker?.processorTime ?? .zero) - used
            if processorTime > rules.processorTime || ContinuousClock.now - start > rules.wholeTime {
                drop(&state)
                return .failed(tooSlow(format))
            }
        }
    }

    // MARK: answers

    private func outcome(
        of frame: WorkerFrame, _ request: DecodeRequest, _ format: ImageFormat, _ state: inout State,
        _ isOnlyPicture: Bool
    ) -> Outcome {
        defer { keepOrDrop(&state, after: request.byteCount) }
        switch (DecodeReply(frame), request.job) {
        case (.decoded(let facts), .pixels(let geometry, _))
        where facts.format == format && facts.width * facts.height <= request.maxPixels:
            let rgb = state.memory?.read(geometry.side * geometry.side * 3, at: 0) ?? []
            let pixels = Pixels(width: geometry.side, height: geometry.side, rgb: rgb)
            return .made(.pixels(DecodedPicture(pixels: pixels, facts: facts)))
        case (.thumbnail(let byteCount), .thumbnail(let longestSide)):
            let webp = state.memory?.read(byteCount, at: 0) ?? []
            guard Thumbnail.isPlausible(webp, longestSide: longestSide) else {
                return end(&state, format, isOnlyPicture)
            }
            return .made(.thumbnail(webp))
        case (.refused(var fault), _):
            fault.format = format
            return .failed(fault)
        default:
            // It says what no worker says.
            return end(&state, format, isOnlyPicture)
        }
    }

    /// The worker is gone, or has to go.
    private func end(_ state: inout State, _ format: ImageFormat, _ isOnlyPicture: Bool) -> Outcome {
        guard let end = drop(&state) else { return .ended(signal: 0, isOnlyPicture: isOnlyPicture) }
        if end.signal == SIGXCPU { return .failed(tooSlow(format)) }
        let isLarge = max(state.peakBytes, end.peakBytes) > rules.options.megabytes << 19
        if isLarge, isOnlyPicture, end.signal != SIGKILL {
            return .failed(DecodingFault(.tooMuchMemory, format, rules.options.megabytes))
        }
        return .ended(signal: end.signal ?? 0, isOnlyPicture: isOnlyPicture)
    }

    private func tooSlow(_ format: ImageFormat) -> DecodingFault {
        DecodingFault(.tooSlow, format, Int(rules.processorTime.components.seconds))
    }

    @discardableResult
    private func drop(_ state: inout State) -> WorkerProcess.End? {
        guard let worker = state.worker.take() else { return nil }
        // Before its number can be another's.
        observer.note(ended: worker.pid)
        return worker.end()
    }

    // MARK: from picture to picture

    private func start(_ state: inout State) throws(DecoderUnavailable) {
        if state.worker != nil { return }
        var signal: Int32?
        for _ in 0..<Self.attempts {
            do throws(WorkerFailure) { try spawn(&state) } catch { throw observer.note(failure: error.description) }
            if case .frame(let frame) = whole(&state), case .ready(let confinement) = DecodeReply(frame) {
                return observer.note(ready: confinement)
            }
            signal = drop(&state)?.signal
            // Somebody else's doing, as above.
            guard signal == SIGKILL else { break }
        }
        throw observer.note(failure: "a worker does not come up (signal \(signal ?? 0))")
    }

    private func spawn(_ state: inout State) throws(WorkerFailure) {
        let memory =
            if let memory = state.memory { memory } else { try SharedMemory(count: rules.options.sharedBytes) }
        state.memory = memory
        state.decoded = 0
        state.worker = try WorkerProcess(rules.program, memory: memory)
        observer.note(started: state.worker?.pid ?? 0)
    }

    private func whole(_ state: inout State) -> WorkerProcess.Receipt {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < Self.startLimit {
            let receipt = state.worker?.receive(within: .seconds(1)) ?? .ended
            if receipt != .nothing { return receipt }
        }
        return .nothing
    }

    /// Exchanges a worker that is old or has grown, and gives back the room of a large file.
    private func keepOrDrop(_ state: inout State, after byteCount: Int) {
        if byteCount > 8 << 20 { state.memory?.release(DecodeWorker.pixelBytes + byteCount) }
        let isLookedAt = state.decoded % 16 == 0
        let isLarge = isLookedAt && (state.worker?.residentBytes ?? 0) > Self.mostResident
        if isLarge || state.decoded >= rules.pictures { drop(&state) }
    }
}

/// What a worker made of a picture.
enum DecodeResult: Sendable {
    case pixels(DecodedPicture)
    case thumbnail([UInt8])
}
