import ImageSearch
import WorkerProcesses

/// What a worker is asked to decode; the file lies in the shared memory.
struct DecodeRequest: Equatable {
    var byteCount: Int
    var geometry: PixelGeometry
    var maxPixels: Int
    /// After so many seconds of a processor the worker ends.
    var seconds: Int

    static let decode: Int64 = 1
    /// Asks the worker to try what it must not be able to do.
    static let escape = WorkerFrame([2])

    var frame: WorkerFrame {
        WorkerFrame([
            Self.decode, Int64(byteCount), Int64(geometry.side), geometry.resizeMode.number,
            geometry.interpolation == .bicubic ? 0 : 1, Int64(geometry.fill), Int64(maxPixels), Int64(seconds),
        ])
    }

    init(byteCount: Int, geometry: PixelGeometry, maxPixels: Int, seconds: Int) {
        self.byteCount = byteCount
        self.geometry = geometry
        self.maxPixels = maxPixels
        self.seconds = seconds
    }

    init?(_ frame: WorkerFrame) {
        guard frame[0] == Self.decode, let mode = PixelGeometry.ResizeMode(number: frame[3]) else { return nil }
        byteCount = Int(frame[1])
        geometry = PixelGeometry(
            side: Int(frame[2]), resizeMode: mode, interpolation: frame[4] == 0 ? .bicubic : .bilinear,
            fill: UInt8(truncatingIfNeeded: frame[5]))
        maxPixels = Int(frame[6])
        seconds = Int(frame[7])
    }
}

/// What a worker answers.
///
/// Whoever reads it trusts none of its numbers.
enum DecodeReply: Equatable {
    case ready(WorkerEnd.Confinement)
    case decoded(ImageFormat, width: Int, height: Int)
    case refused(DecodingFault)
    case escaped(Int64)

    var frame: WorkerFrame {
        switch self {
        case .ready(let confinement): WorkerFrame([1, confinement.rawValue])
        case .decoded(let format, let width, let height):
            WorkerFrame([2, format.number, Int64(width), Int64(height)])
        case .refused(let fault):
            WorkerFrame([3, fault.kind.rawValue, fault.format?.number ?? -1, Int64(fault.first), Int64(fault.second)])
        case .escaped(let how): WorkerFrame([4, how])
        }
    }

    /// Reads an answer; `nil` when it is none, or says what cannot be.
    init?(_ frame: WorkerFrame) {
        switch frame[0] {
        case 1: self = .ready(WorkerEnd.Confinement(rawValue: frame[1]))
        case 2:
            let lengths = Int64(1)...Int64(Int32.max)
            guard let format = ImageFormat(number: frame[1]), lengths.contains(frame[2]), lengths.contains(frame[3])
            else { return nil }
            self = .decoded(format, width: Int(frame[2]), height: Int(frame[3]))
        case 3:
            let numbers = Int64(0)...Int64(UInt32.max)
            guard let kind = DecodingFault.Kind(rawValue: frame[1]), numbers.contains(frame[3]),
                numbers.contains(frame[4])
            else { return nil }
            self = .refused(DecodingFault(kind, ImageFormat(number: frame[2]), Int(frame[3]), Int(frame[4])))
        case 4: self = .escaped(frame[1])
        default: return nil
        }
    }
}

extension ImageFormat {
    fileprivate var number: Int64 { Int64(Self.allCases.firstIndex(of: self) ?? 0) }

    fileprivate init?(number: Int64) {
        guard Self.allCases.indices.contains(Int(clamping: number)) else { return nil }
        self = Self.allCases[Int(number)]
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
