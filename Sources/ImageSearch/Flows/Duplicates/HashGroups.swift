/// Groups pictures by their perceptual hashes, in the order of the keys of each group's first picture.
///
/// All hashes are read for it: 24 bytes a picture. The groups are kept for a minute, so that the parts of one list cost one pass.
actor HashGroups {
    /// How long groups are believed.
    private static let age = Duration.seconds(60)
    /// How many hashes are read at once.
    private static let batch = 10_000

    private let catalogue: any Catalogue & Inventory
    private var known: (groups: [[PictureID]], until: ContinuousClock.Instant)?

    init(catalogue: any Catalogue & Inventory) { self.catalogue = catalogue }

    /// The next groups, as far as their pictures are still there.
    func part(after last: PictureID?, _ limit: Int) async throws -> DuplicateGroups.Part {
        let groups = try await groups(isFirst: last == nil)
        let behind = groups.drop { group in last.map { group[0] <= $0 } ?? false }
        var found: [[StoredPicture]] = []
        var end = last
        for group in behind {
            if found.count == limit {
                return DuplicateGroups.Part(groups: found, next: end.map { DuplicateCursor(picture: $0) })
            }
            end = group[0]
            var pictures: [StoredPicture] = []
            for id in group { if let picture = try await catalogue.picture(id) { pictures.append(picture) } }
            if pictures.count > 1 { found.append(bestFirst(pictures)) }
        }
        return DuplicateGroups.Part(groups: found, next: nil)
    }

    private func groups(isFirst: Bool) async throws -> [[PictureID]] {
        if let known, !isFirst, known.until > .now { return known.groups }
        let groups = try await HashGroups.all(in: catalogue)
        known = (groups, .now + HashGroups.age)
        return groups
    }

    private static func all(in catalogue: any Catalogue & Inventory) async throws -> [[PictureID]] {
        var table = HashTable()
        var last: PictureID?
        while true {
            let pictures = try await catalogue.perceptualHashes(after: last, limit: batch)
            for picture in pictures { table.append(picture.id, picture.perceptualHash) }
            guard pictures.count == batch else { break }
            last = pictures.last?.id
        }
        return try await table.groups(within: Facts.samePictureBits)
    }
}
