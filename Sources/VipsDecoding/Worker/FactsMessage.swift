import ImageSearch

/// Facts as numbers, and back: each is checked, for they may come from a worker that somebody has taken over.
extension Facts {
    private static let hasTime: Int64 = 1
    private static let hasOffset: Int64 = 2
    private static let hasPosition: Int64 = 4
    private static let hasColour: Int64 = 8
    private static let hasHash: Int64 = 16
    /// Where the camera's name begins, eight bytes a number.
    private static let cameraStart = 11

    /// Format, width, height, what else there is, time, offset, latitude, longitude, colour, hash, and the camera.
    var numbers: [Int64] {
        let has = [
            taken == nil ? 0 : Self.hasTime, taken?.offset == nil ? 0 : Self.hasOffset,
            position == nil ? 0 : Self.hasPosition, colour == nil ? 0 : Self.hasColour,
            perceptualHash == nil ? 0 : Self.hasHash,
        ]
        let camera = Array((camera ?? "").utf8)
        return [
            format.number, Int64(width), Int64(height), has.reduce(0, |), taken?.wallClock ?? 0,
            Int64(taken?.offset ?? 0),
            Self.bits(position?.latitude), Self.bits(position?.longitude), Int64(colour ?? 0),
            Int64(bitPattern: perceptualHash ?? 0), Int64(camera.count),
        ] + stride(from: 0, to: camera.count, by: 8).map { Self.number(camera[$0..<min($0 + 8, camera.count)]) }
    }

    /// Reads what ``numbers`` made; `nil` when one of them is not possible.
    init?(numbers: [Int64]) {
        let lengths = Int64(1)...Int64(Int32.max)
        guard let format = ImageFormat(number: numbers[0]), lengths.contains(numbers[1]), lengths.contains(numbers[2])
        else { return nil }
        self.init(width: Int(numbers[1]), height: Int(numbers[2]), format: format)
        guard let time = Self.time(numbers), let place = Self.place(numbers), let camera = Self.camera(numbers),
            numbers[8] >= 0, numbers[8] <= 0xFF_FFFF
        else { return nil }
        taken = time.value
        position = place.value
        self.camera = camera.value
        colour = numbers[3] & Self.hasColour == 0 ? nil : UInt32(numbers[8])
        perceptualHash = numbers[3] & Self.hasHash == 0 ? nil : UInt64(bitPattern: numbers[9])
    }

    /// What is there or not, where no value at all means a lie.
    private struct Checked<Value> { var value: Value? }

    private static func time(_ numbers: [Int64]) -> Checked<CaptureTime>? {
        guard numbers[3] & hasTime != 0 else { return Checked() }
        let offset = numbers[3] & hasOffset == 0 ? nil : Int(numbers[5])
        guard TimeRange.bounds.contains(numbers[4]), (-1080...1080).contains(offset ?? 0) else { return nil }
        return Checked(value: CaptureTime(wallClock: numbers[4], offset: offset))
    }

    private static func place(_ numbers: [Int64]) -> Checked<Position>? {
        guard numbers[3] & hasPosition != 0 else { return Checked() }
        let degrees = numbers[6...7].map { Double(bitPattern: UInt64(bitPattern: $0)) }
        return Position(latitude: degrees[0], longitude: degrees[1]).map { Checked(value: $0) }
    }

    private static func camera(_ numbers: [Int64]) -> Checked<String>? {
        guard numbers[10] != 0 else { return Checked() }
        guard (1...Int64(longestCamera)).contains(numbers[10]) else { return nil }
        let bytes = numbers[cameraStart...].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let text = String(validating: bytes.prefix(Int(numbers[10])), as: UTF8.self)
        return text.flatMap { CameraName.isClean($0) ? Checked(value: $0) : nil }
    }

    private static func bits(_ degrees: Double?) -> Int64 { Int64(bitPattern: (degrees ?? 0).bitPattern) }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
        bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension Facts {
    /// Whether a program would take them from its worker as they are; for tests.
    package var arrives: Bool {
        let sent = numbers
        return Facts(numbers: sent + Array(repeating: 0, count: 31 - sent.count)) == self
    }
}
