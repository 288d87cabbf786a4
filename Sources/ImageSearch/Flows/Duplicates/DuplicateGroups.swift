/// Groups of pictures that are much alike, part by part.
public struct DuplicateGroups: Sendable {
    /// How many groups a part may have.
    public static let limits = 1...1000
    /// How many groups a part has when nothing is said.
    public static let defaultLimit = 50

    /// One part of the groups.
    public struct Part: Sendable, Equatable {
        /// Groups of two pictures at least, the best of each first: most pixels, most bytes, oldest.
        public let groups: [[StoredPicture]]
        /// Where the next part begins; `nil` at the end.
        public let next: DuplicateCursor?
    }

    private let catalogue: any Catalogue & Inventory
    private let hashes: HashGroups
    private let scenes: SceneGroups
    private let admission = Admission(
        limit: 4, refusal: "Too many searches for duplicates are waiting. Try again shortly.")

    /// Joins what knows the pictures, and what finds the nearest.
    public init(catalogue: any Catalogue & Inventory, vectors: any VectorIndex) {
        self.catalogue = catalogue
        hashes = HashGroups(catalogue: catalogue)
        scenes = SceneGroups(catalogue: catalogue, vectors: vectors)
    }

    /// The next groups.
    ///
    /// - Parameters:
    ///   - level: how alike the pictures of a group are.
    ///   - cursor: where the part before ended; `nil` for the first part.
    ///   - limit: how many groups, within ``limits``. Of scenes there may be fewer, as no more is gone through than takes about a
    ///     second: only without a next part is it the end.
    /// - Returns: the groups, each told once while the pictures stand still.
    /// - Throws: ``QueryError``: `cursor` for that of another level, `limit`; ``StoreError``; ``Overloaded``.
    public func part(
        _ level: DuplicateLevel, after cursor: DuplicateCursor? = nil, limit: Int = defaultLimit
    ) async throws -> Part {
        guard DuplicateGroups.limits.contains(limit) else {
            let limits = DuplicateGroups.limits
            throw QueryError(.limit, "limit: Input should be from \(limits.lowerBound) to \(limits.upperBound)")
        }
        guard cursor.map({ $0.level == level }) ?? true else {
            throw QueryError(.cursor, "the cursor belongs to another level")
        }
        return try await Priority.$current.withValue(.background) {
            try await admission.admit {
                switch level {
                case .content: try await copies(after: cursor, limit)
                case .picture: try await hashes.part(after: cursor?.picture, limit)
                case .scene: try await scenes.part(after: cursor?.dated, limit)
                }
            }
        }
    }

    private func copies(after cursor: DuplicateCursor?, _ limit: Int) async throws -> Part {
        let groups = try await catalogue.copies(after: cursor?.content, limit: limit + 1)
        let shown = groups.prefix(limit)
        let next = groups.count > limit ? shown.last?.first.map { DuplicateCursor(content: $0.content) } : nil
        return Part(groups: shown.map(bestFirst), next: next)
    }
}

/// The best of the same comes first: most pixels, most bytes, oldest.
func bestFirst(_ group: [StoredPicture]) -> [StoredPicture] {
    func key(_ picture: StoredPicture) -> (Int, Int64, Int64, PictureID) {
        let pixels = picture.facts.map { $0.width * $0.height } ?? 0
        return (-pixels, -picture.state.size, picture.date.wallClock, picture.id)
    }
    return group.sorted { key($0) < key($1) }
}
