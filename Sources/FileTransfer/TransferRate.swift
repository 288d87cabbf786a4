/// Measures how fast bytes arrive.
public struct TransferRate: Sendable {
    private let start = ContinuousClock.now
    /// Bytes since the start.
    public private(set) var bytes: Int64 = 0

    /// Starts to measure.
    public init() {}

    /// Counts bytes that arrived.
    public mutating func add(_ count: Int64) { bytes += count }

    /// The mean since the start.
    public var bytesPerSecond: Double {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return seconds > 0 ? Double(bytes) / seconds : 0
    }
}
