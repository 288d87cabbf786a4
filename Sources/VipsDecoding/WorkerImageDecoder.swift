import Foundation
public import ImageSearch
import Scheduling
import Synchronization
public import WorkerProcesses

/// Decodes JPEG, PNG, WebP, GIF, HEIC and AVIF in worker processes: a picture can hurt nothing but itself.
///
/// ```swift
/// let decoder = WorkerImageDecoder(limits: limits)
/// let picture = try await decoder.decode(bytes, to: PixelGeometry(side: 224))
/// ```
///
/// Each decoding thread has a worker of its own, which is kept from picture to picture. A picture that needs more than a second
/// or much memory is begun again behind all others, by a process of its own, so that nobody waits for it
/// (docs/decisions/0033-decoding-in-workers.md). A worker that dies or overruns costs its picture.
public struct WorkerImageDecoder: ImageDecoder {
    /// What a picture may cost.
    public struct Limits: Sendable {
        /// Columns times rows of the first frame.
        public var pixels: Int
        /// The size of the file.
        public var bytes: Int
        /// Seconds of a processor.
        public var processorSeconds: Int
        /// Memory for decoding, in megabytes.
        public var megabytes: Int

        /// Sets all of them.
        public init(pixels: Int, bytes: Int, processorSeconds: Int, megabytes: Int) {
            self.pixels = pixels
            self.bytes = bytes
            self.processorSeconds = processorSeconds
            self.megabytes = megabytes
        }
    }

    /// A picture that takes more of a processor is heavy.
    private static let quickTime = Duration.seconds(1)
    /// A picture that takes more memory is heavy.
    private static let quickMegabytes = 512
    /// The timeout of a picture behind all other work, in times of its processor time: it gets a thirtieth of a processor at least.
    private static let backgroundTimeoutFactor = 30
    /// After so many pictures a worker is exchanged.
    private static let picturesOfAWorker = 4096

    /// How many heavy pictures may be in work or wait: enough for an indexing run and some more.
    static func mostHeavy(_ threads: Int) -> Int { 16 + 4 * threads }

    private let limits: Limits
    private let places: Places
    private let admission: Admission
    private let quick: WorkQueue<WorkerSlot>
    private let heavy: WorkQueue<WorkerSlot>
    private let observer = WorkerObserver()

    /// Sets the limits; workers start when they are needed.
    ///
    /// - Parameters:
    ///   - limits: what a picture may cost.
    ///   - concurrency: how many pictures are decoded at once; `nil` for as many as there are processors.
    ///   - program: what is started as a worker; its `main` calls ``DecodeWorker/run()`` when its first argument is
    ///     ``DecodeWorker/command``.
    public init(limits: Limits, concurrency: Int? = nil, program: String = WorkerProgram.thisProgram) {
        self.limits = limits
        admission = Admission(maxPixels: limits.pixels, maxBytes: limits.bytes)
        let threads = max(1, concurrency ?? ProcessInfo.processInfo.activeProcessorCount)
        places = Places(Self.mostHeavy(threads))
        let whole = Duration.seconds(limits.processorSeconds)
        let observer = observer
        func slots(
            _ count: Int, _ megabytes: Int, _ time: Duration, timeoutFactor: Int, pictures: Int, nice: Int = 0
        ) -> [WorkerSlot] {
            let options = DecodeWorker.Options(
                sharedBytes: DecodeWorker.pixelBytes + limits.bytes, megabytes: megabytes, niceness: nice)
            let rules = WorkerSlot.Rules(
                program: WorkerProgram(path: program, arguments: ["imagesearch"] + options.arguments), options: options,
                processorTime: time, wholeTime: time * timeoutFactor, pictures: pictures)
            return (0..<count).map { _ in WorkerSlot(rules, observer: observer) }
        }
        let least = min(Self.quickMegabytes, limits.megabytes)
        let quickTime = min(Self.quickTime, whole)
        quick = WorkQueue(
            "decoding", slots(threads, least, quickTime, timeoutFactor: 3, pictures: Self.picturesOfAWorker),
            background: slots(
                threads, least, quickTime, timeoutFactor: Self.backgroundTimeoutFactor, pictures: Self.picturesOfAWorker
            ))
        heavy = WorkQueue(
            "heavy decoding",
            slots(threads, limits.megabytes, whole, timeoutFactor: Self.backgroundTimeoutFactor, pictures: 1, nice: 15),
            background: slots(
                max(1, threads / 2), limits.megabytes, whole, timeoutFactor: Self.backgroundTimeoutFactor, pictures: 1),
            immediateWork: ImmediateWork())
    }

    /// All limits.
    public var rules: String { "1 \(limits.pixels) \(limits.bytes) \(limits.processorSeconds) \(limits.megabytes)" }

    /// Starts a worker, so that the first picture does not wait for it and a system that cannot have one is noticed.
    ///
    /// - Throws: ``ImageSearch/DecoderUnavailable``.
    public func start() async throws { try await quick.run { try $0.start() } }

    /// Whether pictures can be decoded now; tries again when the last start of a worker failed.
    ///
    /// - Throws: ``ImageSearch/DecoderUnavailable``.
    public func checkReadiness() async throws {
        if observer.failure != nil { try await start() }
    }

    /// What the workers have given up; `nil` before the first has started.
    public var confinement: WorkerEnd.Confinement? { observer.confinement }

    /// The numbers of the workers that run now, and how many have been started; for tests.
    var pids: Set<Int32> { observer.pids }
    var started: Int { observer.started }

    /// What a worker can still do that it should not, as bits; for tests.
    func attemptEscape() async throws -> Int64? { try await quick.run { try $0.attemptEscape() } }

    /// Decodes in a worker: limits, upright, on white, at the model's size, in sRGB.
    ///
    /// - Throws: ``PictureError``; ``ImageSearch/DecoderUnavailable``; `CancellationError` when the task is cancelled, in
    ///   work or before.
    public func decode(
        _ file: [UInt8], part: PicturePart?, to geometry: PixelGeometry
    ) async throws -> DecodedPicture {
        precondition(geometry.side > 0 && geometry.side * geometry.side * 3 <= DecodeWorker.pixelBytes)
        guard case .pixels(let picture) = try await run(.pixels(geometry, part), file) else { throw unexpected(file) }
        return picture
    }

    private func run(_ job: DecodeRequest.Job, _ file: [UInt8]) async throws -> DecodeResult {
        let format = try admission.admit(file)
        do {
            do {
                return try await run(quick, job, file, format)
            } catch let fault as DecodingFault where fault.kind == .tooSlow || fault.kind == .tooMuchMemory {
                guard places.take() else {
                    throw DecoderUnavailable("too many pictures are slow to decode; try again later")
                }
                defer { places.giveBack() }
                return try await run(heavy, job, file, format)
            }
        } catch let fault as DecodingFault {
            throw fault.pictureError(maxPixels: admission.maxPixels)
        }
    }

    private func run(
        _ queue: WorkQueue<WorkerSlot>, _ job: DecodeRequest.Job, _ file: [UInt8], _ format: ImageFormat
    ) async throws -> DecodeResult {
        let isGivenUp = Flag()
        return try await withTaskCancellationHandler {
            try await queue.run { slot in
                try slot.run(job, file, format, maxPixels: admission.maxPixels) { isGivenUp.isSet }
            }
        } onCancel: {
            isGivenUp.set()
        }
    }

    /// For answers of the other kind, which the slot has refused.
    private func unexpected(_ file: [UInt8]) -> PictureError {
        DecodingFault(.undecodable, ImageFormat(content: file)).pictureError(maxPixels: admission.maxPixels)
    }
}

extension WorkerImageDecoder: ThumbnailMaker {
    /// Makes a thumbnail in a worker, within the limits of decoding: upright, on white, in sRGB, without metadata.
    ///
    /// - Throws: ``PictureError``; ``ImageSearch/DecoderUnavailable``; `CancellationError`.
    public func thumbnail(of file: [UInt8], longestSide: Int) async throws -> [UInt8] {
        precondition(Thumbnail.sides.contains(longestSide))
        guard case .thumbnail(let webp) = try await run(.thumbnail(longestSide), file) else { throw unexpected(file) }
        return webp
    }
}

/// Something that happens once.
private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

/// A number of places.
private final class Places: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// Takes one, unless all are taken.
    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() { free.withLock { $0 += 1 } }
}
