import ImageSearch
import WorkerProcesses

/// What a worker is asked to make of a picture; the file lies in the shared memory.
struct DecodeRequest: Equatable {
    enum Job: Equatable {
        /// Pixels for a model, of the whole picture or a part of it, and the facts.
        case pixels(PixelGeometry, PicturePart?)
        /// A WebP with a longest side.
        case thumbnail(Int)
    }

    var job: Job
    var byteCount: Int
    var maxPixels: Int
    /// After so many seconds of a processor the worker ends.
    var seconds: Int

    /// Asks the worker to try what it must not be able to do.
    static let escape = WorkerFrame([2])

    var frame: WorkerFrame {
        let common = [Int64(byteCount), Int64(maxPixels), Int64(seconds)]
        switch job {
        case .pixels(let geometry, let part):
            return WorkerFrame([1] + common + geometry.numbers + PicturePart.numbers(part))
        case .thumbnail(let longestSide): return WorkerFrame([3] + common + [Int64(longestSide)])
        }
    }

    init(_ job: Job, byteCount: Int, maxPixels: Int, seconds: Int) {
        self.job = job
        self.byteCount = byteCount
        self.maxPixels = maxPixels
        self.seconds = seconds
    }

    init?(_ frame: WorkerFrame) {
        switch frame[0] {
        case 1:
            guard let geometry = PixelGeometry((4..<8).map { frame[$0] }) else { return nil }
            job = .pixels(geometry, PicturePart(numbers: (8..<12).map { frame[$0] }))
        case 3: job = .thumbnail(Int(frame[4]))
        default: return nil
        }
        byteCount = Int(frame[1])
        maxPixels = Int(frame[2])
        seconds = Int(frame[3])
    }
}

/// What a worker answers.
///
/// Whoever reads it trusts none of its numbers.
enum DecodeReply: Equatable {
    case ready(WorkerEnd.Confinement)
    /// The pixels lie in the shared memory.
    case decoded(Facts)
    case refused(DecodingFault)
    case escaped(Int64)
    /// So many bytes of WebP lie in the shared memory.
    case thumbnail(Int)

    var frame: WorkerFrame {
        switch self {
        case .ready(let confinement): WorkerFrame([1, confinement.rawValue])
        case .decoded(let facts): WorkerFrame([2] + facts.numbers)
        case .refused(let fault):
            WorkerFrame([3, fault.kind.rawValue, fault.format?.number ?? -1, Int64(fault.first), Int64(fault.second)])
        case .escaped(let how): WorkerFrame([4, how])
        case .thumbnail(let byteCount): WorkerFrame([5, Int64(byteCount)])
        }
    }

    /// Reads an answer; `nil` when it is none, or says what cannot be.
    init?(_ frame: WorkerFrame) {
        switch frame[0] {
        case 1: self = .ready(WorkerEnd.Confinement(rawValue: frame[1]))
        case 2:
            guard let facts = Facts(numbers: (1..<WorkerFrame.count).map { frame[$0] }) else { return nil }
            self = .decoded(facts)
        case 3:
            let numbers = Int64(0)...Int64(UInt32.max)
            guard let kind = DecodingFault.Kind(rawValue: frame[1]), numbers.contains(frame[3]),
                numbers.contains(frame[4])
            else { return nil }
            self = .refused(DecodingFault(kind, ImageFormat(number: frame[2]), Int(frame[3]), Int(frame[4])))
        case 4: self = .escaped(frame[1])
        case 5:
            guard (1...Int64(DecodeWorker.pixelBytes)).contains(frame[1]) else { return nil }
            self = .thumbnail(Int(frame[1]))
        default: return nil
        }
    }
}

extension ImageFormat {
    var number: Int64 { Int64(Self.allCases.firstIndex(of: self) ?? 0) }

    init?(number: Int64) {
        guard Self.allCases.indices.contains(Int(clamping: number)) else { return nil }
        self = Self.allCases[Int(number)]
    }
}

extension PixelGeometry {
    fileprivate var numbers: [Int64] {
        [Int64(side), resizeMode.number, interpolation == .bicubic ? 0 : 1, Int64(fill)]
    }

    fileprivate init?(_ numbers: [Int64]) {
        guard let mode = ResizeMode(number: numbers[1]) else { return nil }
        self.init(
            side: Int(numbers[0]), resizeMode: mode, interpolation: numbers[2] == 0 ? .bicubic : .bilinear,
            fill: UInt8(truncatingIfNeeded: numbers[3]))
    }
}

extension PicturePart {
    /// The bits of its edges; none for a whole picture, whose width would be 0.
    fileprivate static func numbers(_ part: PicturePart?) -> [Int64] {
        guard let part else { return [] }
        return [part.left, part.top, part.width, part.height].map { Int64(bitPattern: $0.bitPattern) }
    }

    fileprivate init?(numbers: [Int64]) {
        let edges = numbers.map { Double(bitPattern: UInt64(bitPattern: $0)) }
        try? self.init(left: edges[0], top: edges[1], width: edges[2], height: edges[3])
    }
}

extension PixelGeometry.ResizeMode {
    private static let order: [Self] = [.shortest, .longest, .squash]

    fileprivate var number: Int64 { Int64(Self.order.firstIndex(of: self) ?? 0) }

    fileprivate init?(number: Int64) {
        guard Self.order.indices.contains(Int(clamping: number)) else { return nil }
        self = Self.order[Int(number)]
    }
}
