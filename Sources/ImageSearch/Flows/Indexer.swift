import AsyncAlgorithms

/// Brings the store up to date with a source: list -> read -> decode -> embed -> store.
///
/// What is unchanged by size and date is not opened, be it stored or refused, what is known by content is not embedded again. Each picture is
/// taken through its steps by one of several workers, so that reading, decoding and embedding of different pictures
/// overlap and no more than a picture a worker is in memory. It can be stopped at any moment: the next run goes on
/// where the last saved batch ended.
public struct Indexer: Sendable {
    private let source: any ImageSource
    private let decoder: any ImageDecoder
    private let embedder: any Embedder
    private let store: any VectorStore
    private let workers: Int
    private let retries: Bool

    /// Joins the steps.
    ///
    /// - Parameters:
    ///   - source: where the pictures come from.
    ///   - decoder: makes pixels of them.
    ///   - embedder: the model.
    ///   - store: where their vectors go.
    ///   - workers: how many pictures are in work at once; twice the cores keep every core busy.
    ///   - retries: opens files too that were refused before and are the same since.
    public init(
        source: any ImageSource, decoder: any ImageDecoder, embedder: any Embedder, store: any VectorStore,
        workers: Int, retries: Bool = false
    ) {
        precondition(workers > 0)
        self.source = source
        self.decoder = decoder
        self.embedder = embedder
        self.store = store
        self.workers = workers
        self.retries = retries
    }

    /// Files looked up in the store at once.
    private static let lookupBatch = 256
    /// Pictures saved at once: few enough that a crash costs seconds of work, enough that saving is cheap.
    private static let saveBatch = 64

    /// Indexes the source once.
    ///
    /// - Parameter onEvent: is told of progress and of each file passed over, from any task.
    /// - Returns: what was done.
    /// - Throws: ``SourceError`` when the whole source cannot be read, ``StoreError`` when the store fails; what was
    ///   saved until then stays saved.
    public func run(onEvent: @escaping @Sendable (IndexEvent) -> Void = { _ in }) async throws -> IndexSummary {
        // Before the listing: an upload that comes while it goes on was not there to be listed.
        let present = try await store.presentIDs(of: source.name, below: source.folder)
        let run = IndexRun(onEvent: onEvent)
        let candidates = AsyncChannel<Candidate>()
        let outcomes = AsyncChannel<Outcome>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { candidates.finish() }
                try await scan(into: candidates, run)
            }
            group.addTask {
                defer { outcomes.finish() }
                try await work(on: candidates, into: outcomes, run)
            }
            group.addTask { try await save(outcomes, run) }
            // Not waitForAll(), which would wait for the other steps before it throws.
            for try await _ in group {}
        }
        try Task.checkCancellation()
        try await markMissing(present, run)
        return run.summary
    }

    // MARK: list

    private func scan(into candidates: AsyncChannel<Candidate>, _ run: IndexRun) async throws {
        for try await batch in try await source.list().chunks(ofCount: Self.lookupBatch) {
            let files = run.note(listed: batch)
            let ids = files.map { PictureID($0.location) }
            run.note(seen: ids)
            let known = try await store.files(of: ids)
            let changed = zip(ids, files).filter { id, file in known[id]?.isOf(file) != true }
            let attempts = retries ? [:] : try await store.attempts(of: changed.map(\.0))
            var returned: [PictureID: PictureFile] = [:]
            for (id, file) in zip(ids, files) {
                guard let stored = known[id], stored.isOf(file) else {
                    if let verdict = attempts[id]?.verdict(on: file, rules: decoder.rules) {
                        run.note(refusedBefore: verdict.code)
                    } else {
                        await candidates.send(Candidate(id: id, file: file, stored: known[id]))
                    }
                    continue
                }
                if stored.isMissing { returned[id] = file }
                run.update { $0.unchanged += 1 }
            }
            if !returned.isEmpty { try await store.refresh(returned) }
        }
        run.update { $0.isListed = true }
    }

    // MARK: read, decode, embed

    private func work(
        on candidates: AsyncChannel<Candidate>, into outcomes: AsyncChannel<Outcome>, _ run: IndexRun
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    for await candidate in candidates {
                        await outcomes.send(try await outcome(of: candidate, run))
                    }
                }
            }
            for try await _ in group {}
        }
    }

    /// Takes one file through its steps; a fault of the file is an outcome, a fault of the world is thrown.
    private func outcome(of candidate: Candidate, _ run: IndexRun) async throws -> Outcome {
        do {
            let bytes = try await source.read(candidate.file)
            let content = ContentHash(of: bytes)
            if candidate.stored?.content == content { return .refreshed(candidate.id, candidate.file) }
            let (embedding, isNew) = try await run.embeddings.embedding(of: content) {
                if let known = try await store.embeddings(of: [content])[content] { return (known, false) }
                try await store.begin([candidate.id: Attempt(candidate.file, rules: decoder.rules)])
                let decoded = try await decoder.decode(bytes, to: embedder.geometry)
                return (try await embedder.embed(decoded.pixels), true)
            }
            let picture = Picture(id: candidate.id, file: candidate.file, content: content, embedding: embedding)
            return isNew ? .embedded(picture) : .reused(picture)
        } catch let error as PictureError {
            return .skipped(candidate, error)
        } catch let error as CancellationError {
            // Stopped on purpose: nothing is to be held against the picture. In a task that is not cancelled.
            await Task { try? await store.end([candidate.id], refused: [:]) }.value
            throw error
        }
    }

    // MARK: store

    private func save(_ outcomes: AsyncChannel<Outcome>, _ run: IndexRun) async throws {
        // The buffer lets the workers go on while a batch is being written.
        let batches = outcomes.buffer(policy: .bounded(Self.saveBatch))
            .chunks(ofCount: Self.saveBatch, or: .repeating(every: .seconds(1)))
        for await batch in batches {
            let pictures = batch.compactMap(\.picture)
            if !pictures.isEmpty { try await store.save(pictures) }
            let refreshed = Dictionary(batch.compactMap(\.refreshed), uniquingKeysWith: { $1 })
            if !refreshed.isEmpty { try await store.refresh(refreshed) }
            try await store.markMissing(batch.compactMap(\.replaced))
            let refused = Dictionary(batch.compactMap { $0.refusal(decoder.rules) }, uniquingKeysWith: { $1 })
            try await store.end(batch.compactMap(\.ended), refused: refused)
            run.note(saved: batch)
        }
    }

    /// Marks what the listing no longer held, but for what may lie where it could not look, or when it was suddenly empty.
    private func markMissing(_ present: Set<PictureID>, _ run: IndexRun) async throws {
        let unseen = Array(present.subtracting(run.seen))
        let unreadable = run.seen.isEmpty ? UnreadablePaths([""]) : UnreadablePaths(run.unreadable)
        for start in stride(from: 0, to: unseen.count, by: Self.lookupBatch) {
            let batch = Array(unseen[start...].prefix(Self.lookupBatch))
            let gone = try await gone(batch, unreadable)
            try await store.markMissing(gone)
            run.update { summary in
                summary.missing += gone.count
                summary.keptUnseen += batch.count - gone.count
            }
        }
    }

    private func gone(_ unseen: [PictureID], _ unreadable: UnreadablePaths) async throws -> [PictureID] {
        if unreadable.isEmpty { return unseen }
        let paths = try await store.paths(of: unseen)
        return unseen.filter { id in paths[id].map { !unreadable.mayHide($0) } ?? false }
    }
}

extension StoredFile {
    /// Whether it is what was stored, by size and date.
    fileprivate func isOf(_ file: PictureFile) -> Bool { size == file.size && modified == file.modified }
}
