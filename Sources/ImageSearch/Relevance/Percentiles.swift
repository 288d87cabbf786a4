extension Relevance {
    /// The share of descriptions, in percent, that stand lower in a picture than a standing.
    ///
    /// Read off what the bank's own texts had in a thousand pictures: counting them anew for each picture would cost more
    /// than the search.
    static func percentile(of standing: Double) -> Double {
        guard let next = shares.firstIndex(where: { standing < $0.standing }) else { return 100 }
        guard next > 0 else { return 0 }
        let (low, high) = (shares[next - 1], shares[next])
        let part = (standing - low.standing) / (high.standing - low.standing)
        return low.percent + part * (high.percent - low.percent)
    }

    private static let shares: [(standing: Double, percent: Double)] = [
        (-4, 0), (-2.28, 1), (-1.64, 5), (-1.3, 10), (-0.72, 25), (-0.05, 50), (0.67, 75), (1.35, 90), (1.79, 95),
        (2.32, 98), (2.71, 99), (3.09, 99.5), (3.62, 99.8), (4.13, 99.9), (4.64, 99.95), (6.63, 99.99), (10, 100),
    ]
}
