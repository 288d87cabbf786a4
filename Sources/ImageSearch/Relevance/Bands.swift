/// From which standing on a picture is likely to fit, and from which it may.
///
/// The best of many pictures stands high by chance alone: the bounds grow with the number of pictures that were compared.
struct Bands: Sendable, Equatable {
    /// Between so many pictures the bounds grow; beyond them was not measured.
    static let measured = 20...10_000

    /// At least this for `likely`.
    let likely: Double
    /// At least this for `maybe`.
    let maybe: Double

    /// Sets the bounds for the best of so many pictures.
    init(among pictures: Int) {
        let count = Double(min(max(pictures, Self.measured.lowerBound), Self.measured.upperBound))
        // The logarithm to base 2, straight between the powers of two.
        let logarithm = Double(count.exponent) + count.significand - 1
        likely = 1.7 + 0.42 * logarithm
        maybe = 0.6 * likely
    }

    /// The band of a picture.
    ///
    /// - Parameters:
    ///   - standing: how the query stands in it.
    ///   - best: the highest standing in the answer; what stands well below it hardly shows the same.
    /// - Returns: the highest that it reaches.
    func band(_ standing: Double, best: Double) -> Relevance.Band {
        if standing >= likely, standing >= 0.9 * best { return .likely }
        return standing >= maybe ? .maybe : .unlikely
    }
}
