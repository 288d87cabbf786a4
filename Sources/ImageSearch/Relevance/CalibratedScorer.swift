import Synchronization

/// Tells by a model's calibration how likely pictures are to fit; nothing until that is there.
public final class CalibratedScorer: RelevanceScorer {
    /// How long a count of pictures is good for: bounds follow its logarithm.
    private static let countAge = Duration.seconds(10)

    private struct State {
        var calibration: Calibration?
        var count: (pictures: Int, asked: ContinuousClock.Instant)?
    }
    private let state = Mutex(State())
    private let pictureCount: @Sendable () async throws -> Int

    /// Makes one that knows nothing yet.
    ///
    /// - Parameter pictureCount: about how many pictures can be found; it is asked a few times a minute.
    public init(pictureCount: @escaping @Sendable () async throws -> Int) { self.pictureCount = pictureCount }

    /// Goes by this from now on.
    func use(_ calibration: Calibration) { state.withLock { $0.calibration = calibration } }

    /// See ``RelevanceScorer``: the best picture of the whole answer has to be among them, as others are held against it.
    public func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]? {
        guard let calibration = state.withLock({ $0.calibration }), !neighbours.isEmpty else { return nil }
        let pictures = neighbours.compactMap(\.embedding)
        guard pictures.count == neighbours.count else { return nil }
        return Scoring(target, calibration, among: await knownCount()).relevance(of: pictures)
    }

    /// See ``RelevanceScorer``.
    public func descriptions(of pictures: [Embedding], count: Int) -> [[String]]? {
        state.withLock { $0.calibration }?.descriptions(of: pictures, count: count)
    }

    /// How many pictures can be found, as it was not long ago; where that cannot be told, as many as the bounds go for.
    private func knownCount() async -> Int {
        let known = state.withLock { $0.count }
        if let known, known.asked.duration(to: .now) < CalibratedScorer.countAge { return known.pictures }
        guard let count = try? await pictureCount() else { return known?.pictures ?? Bands.measured.upperBound }
        state.withLock { $0.count = (count, .now) }
        return count
    }
}
