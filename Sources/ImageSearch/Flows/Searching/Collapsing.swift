/// Leaves out pictures that are much like one that comes before them.
struct Collapsing {
    /// Of so many pictures that are kept, the last ones, a scene is compared with: all pairs of thousands would take seconds.
    private static let comparedScenes = 256

    private let level: DuplicateLevel
    private var kept: [Found] = []
    private var contents: [ContentHash: Int] = [:]

    init(_ level: DuplicateLevel) { self.level = level }

    /// What is left, in the same order, each with how many were left out because of it.
    consuming func collapsed(_ found: [Found]) -> [Found] {
        for picture in found {
            if let place = place(of: picture) {
                kept[place].match.hidden += 1
            } else {
                contents[picture.match.picture.content] = kept.count
                kept.append(picture)
            }
        }
        return kept
    }

    /// The picture before it that it is much like.
    private func place(of found: Found) -> Int? {
        if let same = contents[found.match.picture.content] { return same }
        switch level {
        case .content: return nil
        case .picture: return kept.firstIndex { found.isSamePicture(as: $0) }
        case .scene:
            return kept.firstIndex { found.isSamePicture(as: $0) }
                ?? kept.suffix(Collapsing.comparedScenes).lastIndex { found.isSameScene(as: $0) }
        }
    }
}

extension Found {
    fileprivate func isSamePicture(as other: Found) -> Bool {
        guard let hash = match.picture.facts?.perceptualHash, let others = other.match.picture.facts?.perceptualHash
        else {
            return false
        }
        return DuplicateLevel.areSamePicture(hash, others)
    }

    fileprivate func isSameScene(as other: Found) -> Bool {
        guard let embedding, let others = other.embedding else { return false }
        return DuplicateLevel.areSameScene(embedding, others)
    }
}
