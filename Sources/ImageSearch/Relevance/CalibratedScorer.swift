import Synchronization

/// Tells by a model's calibration how likely pictures are to fit; nothing until that is there.
public final class CalibratedScorer: RelevanceScorer {
    /// About how many pictures can be found.
    private let pictureCount: @Sendable () async -> Int
    private let known = Mutex<Calibration?>(nil)

    /// Makes one that knows nothing yet.
    ///
    /// - Parameter pictureCount: about how many pictures can be found, from memory: it is asked at every search.
    public init(pictureCount: @escaping @Sendable () async -> Int) { self.pictureCount = pictureCount }

    /// What it goes by; `nil` until it is there.
    var calibration: Calibration? { known.withLock { $0 } }

    /// Goes by this from now on.
    func use(_ calibration: Calibration) { known.withLock { $0 = calibration } }

    /// See ``RelevanceScorer``: the best picture of the whole answer has to be among them, as others are held against it.
    public func relevance(of neighbours: [Neighbour], to target: SearchTarget) async -> [Relevance]? {
        guard let calibration, !neighbours.isEmpty else { return nil }
        let pictures = neighbours.compactMap(\.embedding)
        guard pictures.count == neighbours.count else { return nil }
        return Scoring(target, calibration, among: await pictureCount()).relevance(of: pictures)
    }
}
