import ImageSearch
import JSONText
import PostgresStore
import SearchHTTP

/// Tells of all that is stored, as the API does: the pictures themselves, or a server that has them.
protocol LibraryTeller: Sendable {
    /// What `/stats` answers; what only a server knows is null where none is asked.
    ///
    /// - Throws: ``ServerError``, ``ImageSearch/StoreError``.
    func statistics() async throws -> JSON

    /// A part of what `/duplicates` answers.
    ///
    /// - Parameters:
    ///   - level: how alike the pictures of a group are.
    ///   - cursor: where the part begins; `nil` for the first one.
    /// - Returns: the groups of the part, and where the next one begins.
    /// - Throws: ``ServerError``, ``ImageSearch/StoreError``.
    func duplicates(_ level: DuplicateLevel, after cursor: String?) async throws -> DuplicatePart
}

/// Groups of pictures that are much alike, the best of each first, as the API tells of them.
struct DuplicatePart: Sendable {
    let groups: [[JSON]]
    /// Where the next part begins; `nil` at the end.
    let next: String?

    /// Joins groups and what comes behind them.
    init(groups: [[JSON]], next: String?) {
        self.groups = groups
        self.next = next
    }

    /// Reads an answer of the API.
    ///
    /// - Throws: ``ServerError`` for anything else.
    init(_ json: JSON) throws {
        guard let groups = json["groups"]?.array?.map(\.array) else { throw ServerError.unreadable }
        self.groups = groups.compactMap(\.self)
        next = json["next"]?.string
        guard self.groups.count == groups.count else { throw ServerError.unreadable }
    }
}

/// Tells of what this program's own database holds; no model is needed for it.
struct PicturesTeller: LibraryTeller {
    let pictures: PictureDatabase

    func statistics() async throws -> JSON { try JSONParser.parse(statisticsReply(try await pictures.statistics())) }

    func duplicates(_ level: DuplicateLevel, after cursor: String?) async throws -> DuplicatePart {
        let groups = DuplicateGroups(catalogue: pictures, vectors: pictures)
        let part = try await groups.part(
            level, after: try cursor.map { try DuplicateCursor($0) }, limit: DuplicateGroups.limits.upperBound)
        return DuplicatePart(
            groups: try part.groups.map { try $0.map { try JSONParser.parse(pictureReply($0)) } },
            next: part.next?.description)
    }
}
