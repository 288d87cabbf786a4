/// Values of one thing, measured several times.
struct Sample: Sendable {
    private(set) var values: [Double] = []

    init(_ values: [Double] = []) { self.values = values }

    mutating func add(_ value: Double) { values.append(value) }

    /// The value in the middle.
    var median: Double { quantile(0.5) }

    /// The value that a share of the others do not exceed.
    func quantile(_ share: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let place = share * Double(values.count - 1)
        let sorted = values.sorted()
        let low = sorted[Int(place)]
        let high = sorted[min(Int(place) + 1, sorted.count - 1)]
        return low + (high - low) * (place - place.rounded(.down))
    }
}
