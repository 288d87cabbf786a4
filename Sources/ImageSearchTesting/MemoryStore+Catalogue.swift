public import ImageSearch
import Synchronization

extension MemoryStore: Catalogue {
    // MARK: Runs

    /// Counts the source's runs.
    public func begin(_ source: String, below folder: String) async throws -> Run {
        state.withLock { state in
            if state.sources[source] == nil { state.sources[source] = Source(name: source, place: nil) }
            let number = state.runs[source, default: 0] + 1
            state.runs[source] = number
            return Run(number: number, source: source, folder: folder)
        }
    }

    /// Compares the states.
    public func unknown(among files: [PictureFile], in run: Run) async throws -> [UnknownFile] {
        state.withLock { state in
            files.compactMap { file in
                state.see(file) { if $0.picture.file.state == file.state { $0.isGone = false } }
                let stored = state.rows[file.id]?.picture
                if stored?.file.state == file.state { return nil }
                return UnknownFile(file: file, storedContent: stored?.content, attempt: state.attempts[file.id])
            }
        }
    }

    /// Scans the rows.
    public func finish(_ run: Run, guarding unreadable: UnreadablePaths) async throws -> UnseenPictures {
        state.withLock { state in
            var unseen = UnseenPictures()
            guard state.sources[run.source] != nil else { return unseen }
            for (id, row) in state.rows
            where row.lies(in: run.source, below: run.folder) && !row.isGone && row.seen < run.number {
                if unreadable.mayHide(row.picture.file.location.path) {
                    unseen.kept += 1
                } else {
                    unseen.gone += 1
                    state.rows[id]?.isGone = true
                }
            }
            return unseen
        }
    }

    /// Drops the rows that are gone.
    public func prune(_ source: String, below folder: String) async throws -> Int {
        state.withLock { state in
            let before = state.rows.count
            state.rows = state.rows.filter { !$1.lies(in: source, below: folder) || !$1.isGone }
            return before - state.rows.count
        }
    }

    // MARK: Pictures

    /// Scans the rows.
    public func known(_ contents: [ContentHash]) async throws -> [ContentHash: KnownContent] {
        let wanted = Set(contents)
        return state.withLock { state in
            let known = state.rows.values.map(\.picture).filter { wanted.contains($0.content) }.map {
                ($0.content, KnownContent(embedding: $0.embedding, facts: $0.facts))
            }
            return Dictionary(known, uniquingKeysWith: { $1 })
        }
    }

    /// Replaces the rows.
    public func save(_ pictures: [Picture]) async throws {
        state.withLock { state in
            for picture in pictures {
                let known = state.rows[picture.id]
                var row = Row(picture: picture, seen: known?.seen ?? 0)
                row.isFavourite = known?.isFavourite ?? false || state.favourites.contains(picture.content)
                if row.isFavourite { state.favourites.insert(picture.content) }
                state.rows[picture.id] = row
                state.see(picture.file)
                state.forgetAttempt(on: picture.id)
            }
        }
    }

    /// Changes the rows' files.
    public func refresh(_ files: [PictureFile]) async throws {
        state.withLock { state in
            for file in files {
                state.see(file) { row in
                    row.picture.file = file
                    row.isGone = false
                }
                state.forgetAttempt(on: file.id)
            }
        }
    }

    /// Looks the row up.
    public func picture(_ id: PictureID) async throws -> StoredPicture? {
        state.withLock { state in state.rows[id].flatMap { $0.isGone ? nil : $0.stored } }
    }

    /// Looks the rows up.
    public func pictures(_ ids: [PictureID]) async throws -> [StoredPicture] {
        state.withLock { state in
            Set(ids).compactMap { id in state.rows[id].flatMap { $0.isGone ? nil : $0.stored } }
        }
    }

    /// Sorts all rows.
    public func pictures(
        where filter: Filter, by order: Order, after last: (date: Int64, id: PictureID)?, count: Int
    ) async throws -> [StoredPicture] {
        let sign: Int64 = order == .newest ? -1 : 1
        func key(_ picture: StoredPicture) -> (Int64, PictureID) { (sign * picture.date.wallClock, picture.id) }
        let all = found(filter).map(\.stored).sorted { key($0) < key($1) }
        guard let last else { return Array(all.prefix(count)) }
        return Array(all.drop { key($0) <= (sign * last.date, last.id) }.prefix(count))
    }

    /// Asks each condition of each picture.
    public func conditions(
        among conditions: [Condition], metBy ids: [PictureID]
    ) async throws -> [PictureID: [Condition]] {
        let pictures = try await pictures(ids).map { ($0.id, $0) }
        return Dictionary(pictures) { $1 }.mapValues { picture in conditions.filter { $0.isMet(by: picture) } }
    }

    /// Counts the rows that are not gone.
    public func count() async throws -> Int { state.withLock { $0.rows.values.count { !$0.isGone } } }

    /// Counts them all the same.
    public func estimatedCount() async throws -> Int { try await count() }

    /// Drops the row.
    public func remove(_ id: PictureID) async throws -> Bool {
        state.withLock { state in
            state.attempts[id] = nil
            return state.rows.removeValue(forKey: id) != nil
        }
    }

    /// Changes the rows of the same content.
    public func setFavourite(_ id: PictureID, _ isFavourite: Bool) async throws -> Bool {
        state.withLock { state in
            guard let marked = state.rows[id], !marked.isGone else { return false }
            let content = marked.picture.content
            if isFavourite { state.favourites.insert(content) } else { state.favourites.remove(content) }
            for (id, row) in state.rows where row.picture.content == content {
                state.rows[id]?.isFavourite = isFavourite
            }
            return true
        }
    }

    /// Changes the rows' facts.
    public func save(_ facts: [ContentHash: Facts]) async throws {
        state.withLock { state in
            for (id, row) in state.rows {
                guard let new = facts[row.picture.content] else { continue }
                if row.picture.facts.map({ $0.extractor > new.extractor }) ?? false { continue }
                state.rows[id]?.picture.facts = new
            }
        }
    }

    // MARK: Attempts

    /// Keeps the count of those on the same file.
    public func attempt(_ files: [PictureFile], rules: String) async throws {
        state.withLock { state in
            for file in files {
                var attempt = Attempt(file, rules: rules)
                if let known = state.attempts[file.id], known.concerns(file, rules: rules), known.refusal == nil {
                    attempt.unfinished = known.unfinished
                }
                state.attempts[file.id] = attempt
                state.inWork.insert(file.id)
            }
        }
    }

    /// Replaces the attempts, and marks the rows.
    public func refuse(_ refusals: [Refusal], rules: String) async throws {
        state.withLock { state in
            for refusal in refusals {
                state.forgetAttempt(on: refusal.file.id)
                state.attempts[refusal.file.id] = Attempt(
                    state: refusal.file.state, rules: rules, unfinished: 0, refusal: refusal.reason)
                state.refused[refusal.file.id] = refusal.file.location
                state.rows[refusal.file.id]?.isGone = true
            }
        }
    }

    /// Forgets the attempts.
    public func withdraw(_ files: [PictureFile]) async throws {
        state.withLock { state in
            for file in files { state.forgetAttempt(on: file.id) }
        }
    }

    // MARK: Sources

    /// Sorts the names.
    public func sources() async throws -> [Source] { state.withLock { $0.sortedSources } }

    /// Scans the rows.
    public func files(in source: String) async throws -> [PictureFile] {
        state.withLock { $0.rows.values.map(\.picture.file).filter { $0.location.source == source } }
    }

    /// Changes them while nobody else looks.
    public func changeSources(_ decide: @escaping @Sendable ([Source]) -> SourceChanges) async throws {
        state.withLock { state in
            let changes = decide(state.sortedSources)
            for source in changes.recorded { state.sources[source.name] = source }
            for move in changes.moves { state.carryOut(move) }
            for name in changes.forgotten { state.sources[name] = nil }
        }
    }
}

extension MemoryStore.State {
    fileprivate var sortedSources: [Source] {
        sources.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    fileprivate mutating func forgetAttempt(on id: PictureID) {
        attempts[id] = nil
        inWork.remove(id)
    }

    fileprivate mutating func carryOut(_ move: SourceMove) {
        for (id, row) in rows
        where row.lies(in: move.source, below: "") && move.includes(row.picture.file.location.path) {
            rows[id] = nil
            var moved = row
            moved.picture.file = PictureFile(
                location: move.location(of: row.picture.file.location.path), state: row.picture.file.state)
            moved.seen = runs[move.target] ?? 0
            if rows[moved.picture.id] == nil { rows[moved.picture.id] = moved }
        }
    }
}
