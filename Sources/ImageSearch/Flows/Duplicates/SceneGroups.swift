/// Groups pictures by their embeddings, in the order of the dates of each group's oldest picture.
///
/// A group is a picture and all that are near to it, told when it is the oldest of them. Going through all pictures takes a
/// search for each, so a part ends after so many.
struct SceneGroups: Sendable {
    /// Of so many pictures the neighbours are looked for in one part: about a second.
    private static let batch = 300
    /// So many neighbours are looked at first, and the more the more of them are near.
    private static let neighbours = 16...1024

    let catalogue: any Catalogue
    let vectors: any VectorIndex

    /// The next groups.
    func part(after last: (date: Int64, id: PictureID)?, _ limit: Int) async throws -> DuplicateGroups.Part {
        let pictures = try await catalogue.pictures(where: Filter(), by: .oldest, after: last, count: SceneGroups.batch)
        var groups: [[StoredPicture]] = []
        for picture in pictures {
            let group = try await group(of: picture)
            if group.count > 1, group.allSatisfy({ !$0.isOlder(than: picture) }) { groups.append(bestFirst(group)) }
            if groups.count == limit { return part(groups, behind: picture) }
        }
        guard pictures.count == SceneGroups.batch, let end = pictures.last else { return part(groups, behind: nil) }
        return part(groups, behind: end)
    }

    private func part(_ groups: [[StoredPicture]], behind end: StoredPicture?) -> DuplicateGroups.Part {
        DuplicateGroups.Part(groups: groups, next: end.map { DuplicateCursor(date: $0.date.wallClock, $0.id) })
    }

    /// The picture and all that are near to it.
    private func group(of picture: StoredPicture) async throws -> [StoredPicture] {
        guard let embedding = try await vectors.embedding(of: picture.id) else { return [] }
        let target = SearchTarget(embedding, of: .pictures)
        var count = SceneGroups.neighbours.lowerBound
        while true {
            let found = try await vectors.nearest(to: target, where: Filter(), count: count, withEmbeddings: false)
            let near = found.prefix { $0.distance <= DuplicateLevel.sceneDistance }
            if near.count < count || count >= SceneGroups.neighbours.upperBound { return near.map(\.picture) }
            count *= 4
        }
    }
}

extension StoredPicture {
    fileprivate func isOlder(than other: StoredPicture) -> Bool {
        (date.wallClock, id) < (other.date.wallClock, other.id)
    }
}
