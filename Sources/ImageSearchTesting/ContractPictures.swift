public import ImageSearch

/// A store as the contracts test it: three ports, two of them over the same pictures.
public typealias PictureStore = Catalogue & VectorIndex & SavedSearches

/// A direction in the fake model's space, turned away from the first axis a bit more with each step.
func direction(_ step: Float) throws -> Embedding { try Embedding(normalizing: [1, step / 10, 0, 0]) }

/// A picture that differs from others by source, path and step.
func picture(_ path: String, _ step: Float, source: String = "source") throws -> Picture {
    let state = FileState(size: Int64(path.utf8.count), modified: Int64(step) + 1)
    return try Picture(
        file: PictureFile(location: PictureLocation(source: source, path: path), state: state),
        content: ContentHash(of: Array("\(source)/\(path)/\(step)".utf8)), embedding: direction(step),
        facts: Facts(width: 3, height: Int(step) + 1, format: .webp))
}

extension VectorIndex {
    /// The pictures nearest to the first axis.
    func nearest(_ count: Int = 1000, where filter: Filter = Filter()) async throws -> [StoredPicture] {
        try await neighbours(count, where: filter).map(\.picture)
    }

    /// The pictures nearest to the first axis, and how near they are.
    func neighbours(_ count: Int, where filter: Filter = Filter()) async throws -> [Neighbour] {
        let target = SearchTarget(try direction(0), of: .pictures)
        return try await nearest(to: target, where: filter, count: count, withEmbeddings: false)
    }
}

extension Catalogue {
    /// Runs over a source that holds these pictures alone.
    @discardableResult func run(
        over pictures: [Picture], of source: String = "source", below folder: String = "",
        guarding unreadable: UnreadablePaths = UnreadablePaths()
    ) async throws -> UnseenPictures {
        let run = try await begin(source, below: folder)
        _ = try await unknown(among: pictures.map(\.file), in: run)
        return try await finish(run, guarding: unreadable)
    }
}
