public import ImageSearch

/// A store that does what another does, but for the methods that a test writes itself.
public protocol ForwardingStore: Catalogue, VectorIndex, SavedSearches {
    /// Does the rest.
    var base: MemoryStore { get }
}

extension ForwardingStore {
    /// Forwards.
    public func adopt(_ model: ModelIdentity) async throws { try await base.adopt(model) }
    /// Forwards.
    public func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] {
        try await base.nearest(to: target, where: filter, count: count, withEmbeddings: withEmbeddings)
    }
    /// Forwards.
    public func picture(_ id: PictureID) async throws -> StoredPicture? { try await base.picture(id) }
    /// Forwards.
    public func pictures(_ ids: [PictureID]) async throws -> [StoredPicture] { try await base.pictures(ids) }
    /// Forwards.
    public func conditions(
        among conditions: [Condition], metBy ids: [PictureID]
    ) async throws -> [PictureID: [Condition]] {
        try await base.conditions(among: conditions, metBy: ids)
    }
    /// Forwards.
    public func pictures(
        where filter: Filter, by order: Order, after last: (date: Int64, id: PictureID)?, count: Int
    ) async throws -> [StoredPicture] {
        try await base.pictures(where: filter, by: order, after: last, count: count)
    }
    /// Forwards.
    public func embedding(of id: PictureID) async throws -> Embedding? { try await base.embedding(of: id) }
    /// Forwards.
    public func maintainIndex(progress: @escaping @Sendable (IndexBuildProgress) -> Void) async throws {
        try await base.maintainIndex(progress: progress)
    }
    /// Forwards.
    public func begin(_ source: String, below folder: String) async throws -> Run {
        try await base.begin(source, below: folder)
    }
    /// Forwards.
    public func unknown(among files: [PictureFile], in run: Run) async throws -> [UnknownFile] {
        try await base.unknown(among: files, in: run)
    }
    /// Forwards.
    public func finish(_ run: Run, guarding unreadable: UnreadablePaths) async throws -> UnseenPictures {
        try await base.finish(run, guarding: unreadable)
    }
    /// Forwards.
    public func prune(_ source: String, below folder: String) async throws -> Int {
        try await base.prune(source, below: folder)
    }
    /// Forwards.
    public func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] {
        try await base.known(contents)
    }
    /// Forwards.
    public func save(_ pictures: [Picture]) async throws { try await base.save(pictures) }
    /// Forwards.
    public func refresh(_ files: [PictureFile]) async throws { try await base.refresh(files) }
    /// Forwards.
    public func count() async throws -> Int { try await base.count() }
    /// Forwards.
    public func count(where filter: Filter) async throws -> PictureCount { try await base.count(where: filter) }
    /// Forwards.
    public func estimatedCount() async throws -> Int { try await base.estimatedCount() }
    /// Forwards.
    public func attempt(_ files: [PictureFile], rules: String) async throws {
        try await base.attempt(files, rules: rules)
    }
    /// Forwards.
    public func refuse(_ refusals: [Refusal], rules: String) async throws {
        try await base.refuse(refusals, rules: rules)
    }
    /// Forwards.
    public func withdraw(_ files: [PictureFile]) async throws { try await base.withdraw(files) }
    /// Forwards.
    public func sources() async throws -> [Source] { try await base.sources() }
    /// Forwards.
    public func files(in source: String) async throws -> [PictureFile] { try await base.files(in: source) }
    /// Forwards.
    public func changeSources(_ decide: @escaping @Sendable ([Source]) -> SourceChanges) async throws {
        try await base.changeSources(decide)
    }
    /// Forwards.
    public func remove(_ id: PictureID) async throws -> Bool { try await base.remove(id) }
    /// Forwards.
    public func setFavourite(_ id: PictureID, _ isFavourite: Bool) async throws -> Bool {
        try await base.setFavourite(id, isFavourite)
    }
    /// Forwards.
    public func savedSearches() async throws -> [SavedSearch] { try await base.savedSearches() }
    /// Forwards.
    public func saveSearch(_ query: String, as name: String) async throws -> SavedSearch? {
        try await base.saveSearch(query, as: name)
    }
    /// Forwards.
    public func removeSavedSearch(_ name: String) async throws { try await base.removeSavedSearch(name) }
    /// Forwards.
    public func outdatedFacts(
        below extractor: Int, after last: PictureID?, limit: Int
    ) async throws -> [StoredPicture] {
        try await base.outdatedFacts(below: extractor, after: last, limit: limit)
    }
    /// Forwards.
    public func save(_ facts: [ContentHash: Facts]) async throws { try await base.save(facts) }
    /// Forwards.
    public func statistics() async throws -> CatalogueStatistics { try await base.statistics() }
    /// Forwards.
    public func suggestions(
        for kind: SuggestionKind, prefix: String, limit: Int
    ) async throws -> [Suggestion] {
        try await base.suggestions(for: kind, prefix: prefix, limit: limit)
    }
    /// Forwards.
    public func copies(after last: ContentHash?, limit: Int) async throws -> [[StoredPicture]] {
        try await base.copies(after: last, limit: limit)
    }
    /// Forwards.
    public func pictures(of content: ContentHash) async throws -> Int { try await base.pictures(of: content) }
    /// Forwards.
    public func perceptualHashes(after last: PictureID?, limit: Int) async throws -> [HashedPicture] {
        try await base.perceptualHashes(after: last, limit: limit)
    }
    /// Forwards.
    public func refusals(after last: PictureID?, limit: Int) async throws -> [RefusedFile] {
        try await base.refusals(after: last, limit: limit)
    }
}
