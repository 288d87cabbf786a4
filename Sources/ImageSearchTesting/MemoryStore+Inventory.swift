public import ImageSearch
import Synchronization

extension MemoryStore: Inventory {
    /// Counts the rows.
    public func statistics() async throws -> CatalogueStatistics {
        let (rows, sources, refused) = state.withLock { state in
            let names = Set(state.rows.values.map(\.picture.file.location.source)).subtracting(state.sources.keys)
            let unrecorded = names.map { Source(name: $0, place: nil) }
            return (
                Array(state.rows.values), Array(state.sources.values) + unrecorded,
                state.attempts.values.count { $0.refusal != nil }
            )
        }
        let found = rows.filter { !$0.isGone }.map(\.stored)
        let dates = found.map(\.date.wallClock)
        return CatalogueStatistics(
            isExact: true, pictures: found.count, gone: rows.count - found.count,
            sources: sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { source in
                let own = rows.filter { $0.lies(in: source.name, below: "") }
                return SourceStatistics(
                    source: source, pictures: own.count { !$0.isGone }, gone: own.count(where: \.isGone),
                    bytes: own.filter { !$0.isGone }.map(\.picture.file.size).reduce(0, +))
            },
            formats: Dictionary(grouping: found.compactMap(\.facts?.format)) { $0 }.mapValues(\.count),
            withPosition: found.count { $0.facts?.position != nil },
            dates: dates.min().flatMap { first in dates.max().map { first...$0 } }, refused: refused,
            favourites: found.count(where: \.isFavourite))
    }

    /// Counts the rows.
    public func count(where filter: Filter) async throws -> PictureCount {
        PictureCount(pictures: found(filter).count, isExact: true)
    }

    /// Counts the values.
    public func suggestions(for kind: SuggestionKind, prefix: String, limit: Int) async throws -> [Suggestion] {
        let values = found(Filter()).flatMap { kind.values(of: $0.stored) }
        let counts = Dictionary(values.map { (Array($0.utf8), 1) }, uniquingKeysWith: +)
        let all = counts.map { Suggestion(value: String(decoding: $0, as: UTF8.self), pictures: $1) }
        let fitting = all.filter { $0.value.starts(withAnyCaseOf: prefix) }
        let ordered = fitting.sorted {
            $0.pictures == $1.pictures
                ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8) : $0.pictures > $1.pictures
        }
        return Array(ordered.prefix(limit))
    }

    /// Groups the rows.
    public func copies(after last: ContentHash?, limit: Int) async throws -> [[StoredPicture]] {
        let groups = Dictionary(grouping: found(Filter()).map(\.stored), by: \.content).values.filter { $0.count > 1 }
        let ordered = groups.map { group in group.sorted { $0.id < $1.id } }
            .sorted { $0[0].content.description < $1[0].content.description }
        let behind = ordered.drop { group in last.map { group[0].content.description <= $0.description } ?? false }
        return behind.prefix(limit).map { Array($0.prefix(Self.largestGroup)) }
    }

    /// Counts the rows.
    public func pictures(of content: ContentHash) async throws -> Int {
        found(Filter()).count { $0.stored.content == content }
    }

    /// Sorts the rows.
    public func perceptualHashes(after last: PictureID?, limit: Int) async throws -> [HashedPicture] {
        let hashed = found(Filter()).map(\.stored).compactMap { picture in
            picture.facts?.perceptualHash.map {
                HashedPicture(id: picture.id, content: picture.content, perceptualHash: $0)
            }
        }
        return part(of: hashed, by: \.id, after: last, limit)
    }

    /// Sorts the attempts.
    public func refusals(after last: PictureID?, limit: Int) async throws -> [RefusedFile] {
        let refused = state.withLock { state in
            state.attempts.compactMap { id, attempt in
                attempt.refusal.map {
                    RefusedFile(
                        id: id, location: state.refused[id], state: attempt.state, reason: $0, refused: 0)
                }
            }
        }
        return part(of: refused, by: \.id, after: last, limit)
    }

    /// Sorts the rows.
    public func outdatedFacts(
        below extractor: Int, after last: PictureID?, limit: Int
    ) async throws -> [StoredPicture] {
        let outdated = found(Filter()).map(\.stored).filter { ($0.facts?.extractor ?? 0) < extractor }
        return part(of: outdated, by: \.id, after: last, limit)
    }

    private func part<T>(of all: [T], by id: (T) -> PictureID, after last: PictureID?, _ limit: Int) -> [T] {
        let ordered = all.sorted { id($0) < id($1) }
        return Array(ordered.drop { item in last.map { id(item) <= $0 } ?? false }.prefix(limit))
    }
}

extension SuggestionKind {
    /// The values of one picture, each once.
    fileprivate func values(of picture: StoredPicture) -> [String] {
        switch self {
        case .source: return [picture.location.source]
        case .folder:
            if picture.location.path.wholeMatch(of: /[0-9a-f]{2}\/[0-9a-f]{64}[.][a-z]+/) != nil { return [] }
            let names = picture.location.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            return names.indices.map { names[...$0].joined(separator: "/") }
        case .camera: return [picture.facts?.camera].compactMap { $0 }
        case .place: return picture.facts?.place?.split(separator: ", ").map(String.init) ?? []
        case .format: return [picture.facts?.format.rawValue].compactMap { $0 }
        }
    }
}
