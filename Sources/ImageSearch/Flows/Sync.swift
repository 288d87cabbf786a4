import AsyncAlgorithms

/// Brings the catalogue up to date with a source: changes -> unknown -> read -> look -> save, and in the end what is gone.
///
/// What is stored or refused in the state in which it is listed is not opened. Each other file is taken through its steps
/// by one of several workers, so that reading, decoding and embedding of different pictures overlap and no more than a
/// picture a worker is in memory. It can be stopped at any moment: the next run goes on where the last saved batch ended.
public struct Sync: Sendable {
    private let source: any ImageSource
    private let looking: Looking
    private let catalogue: any Catalogue
    private let workers: Int
    private let retries: Bool
    private let activity: Activity?

    /// Joins the steps.
    ///
    /// - Parameters:
    ///   - source: where the pictures come from.
    ///   - looking: makes of their bytes what is stored of them.
    ///   - catalogue: where that goes.
    ///   - workers: how many pictures are in work at once; twice the cores keep every core busy.
    ///   - retries: opens files too that were refused before and are the same since.
    ///   - activity: is told of what goes on.
    public init(
        _ source: any ImageSource, looking: Looking, catalogue: any Catalogue, workers: Int, retries: Bool = false,
        activity: Activity? = nil
    ) {
        precondition(workers > 0)
        self.source = source
        self.looking = looking
        self.catalogue = catalogue
        self.workers = workers
        self.retries = retries
        self.activity = activity
    }

    /// Pictures saved at once: few enough that a crash costs seconds of work, enough that saving is cheap.
    private static let saveBatch = 64

    /// What a refusal depends on beside the file.
    private var rules: String { looking.decoder.rules }

    /// Goes over the source once.
    ///
    /// - Parameter onEvent: is told of progress and of each file passed over, from any task.
    /// - Returns: what was done.
    /// - Throws: ``SourceError`` when the whole source cannot be read, ``StoreError`` when the store fails; what was
    ///   saved until then stays saved.
    public func run(onEvent: @escaping @Sendable (SyncEvent) -> Void = { _ in }) async throws -> SyncSummary {
        let run = try await catalogue.begin(source.name, below: source.folder)
        let progress = SyncProgress { event in
            if case .progress(let summary) = event { activity?.report(.indexing(source: source.name, summary)) }
            onEvent(event)
        }
        // However it ends, nobody shall believe that it goes on.
        defer { activity?.report(.indexed(source: source.name, progress.summary)) }
        do { try await take(run, progress) } catch {
            await withdraw(progress.attempted, after: error)
            throw error
        }
        progress.note(try await catalogue.finish(run, guarding: progress.unreadable))
        let summary = progress.summary
        activity?.report(.gone(source: source.name, count: summary.gone, []))
        return summary
    }

    /// Takes what is unknown through all steps, at once.
    private func take(_ run: Run, _ progress: SyncProgress) async throws {
        let unknown = AsyncChannel<UnknownFile>()
        let outcomes = AsyncChannel<Outcome>()
        try await withThrowingTaskGroup(of: Void.self) { steps in
            steps.addTask {
                defer { unknown.finish() }
                try await find(unknown, run, progress)
            }
            steps.addTask {
                defer { outcomes.finish() }
                try await look(at: unknown, into: outcomes, progress)
            }
            steps.addTask { try await save(outcomes, progress) }
            // Not waitForAll(), which would wait for the other steps before it throws.
            for try await _ in steps {}
        }
        try Task.checkCancellation()
    }

    /// A stop, or a fault of the world, is not to be held against the files in work, wherever between two steps they are.
    private func withdraw(_ files: [PictureFile], after error: any Error) async {
        // A store that is away cannot be told.
        guard !files.isEmpty, (error as? StoreError)?.code != .unavailable else { return }
        // In a task that is not cancelled.
        await Task { try? await catalogue.withdraw(files) }.value
    }

    // MARK: changes -> unknown

    private func find(_ unknown: AsyncChannel<UnknownFile>, _ run: Run, _ progress: SyncProgress) async throws {
        for try await changes in try await source.changes(since: run) {
            let files = progress.note(changes)
            let found = try await catalogue.unknown(among: files, in: run)
            progress.note(unchanged: files.count - found.count)
            for file in found {
                if !retries, let refusal = file.attempt?.refusal(of: file.file, rules: rules) {
                    progress.note(refusedBefore: refusal.code)
                } else {
                    await unknown.send(file)
                }
            }
        }
        progress.noteListed()
    }

    // MARK: read -> look

    private func look(
        at unknown: AsyncChannel<UnknownFile>, into outcomes: AsyncChannel<Outcome>, _ progress: SyncProgress
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    for await file in unknown { await outcomes.send(try await outcome(of: file, progress)) }
                }
            }
            for try await _ in group {}
        }
    }

    /// Takes one file through its steps; a fault of the file is an outcome, a fault of the world is thrown.
    private func outcome(of unknown: UnknownFile, _ progress: SyncProgress) async throws -> Outcome {
        let file = unknown.file
        if !retries, let blame = unknown.attempt?.blame(on: file, rules: rules) { return .skipped(file, blame) }
        do {
            let bytes = try await source.read(file)
            let content = try await looking.content(of: bytes)
            if unknown.storedContent == content { return .refreshed(file) }
            let finding = try await looking.look(at: bytes, content) {
                progress.note(attempted: file)
                try await catalogue.attempt([file], rules: rules)
            }
            return .found(file, finding)
        } catch let error as PictureError {
            return .skipped(file, error)
        }
    }

    // MARK: save

    private func save(_ outcomes: AsyncChannel<Outcome>, _ progress: SyncProgress) async throws {
        // The buffer lets the workers go on while a batch is being written.
        let batches = outcomes.buffer(policy: .bounded(Self.saveBatch))
            .chunks(ofCount: Self.saveBatch, or: .repeating(every: .seconds(1)))
        for await batch in batches {
            let pictures = batch.compactMap(\.picture)
            try await catalogue.save(pictures)
            activity?.report(.added(source: source.name, pictures.map(\.id)))
            try await catalogue.refresh(batch.compactMap(\.refreshed))
            try await catalogue.refuse(batch.compactMap(\.refusal), rules: rules)
            try await catalogue.withdraw(batch.compactMap(\.passedOver))
            // Only now are the findings let go: until here, copies were given them.
            progress.note(saved: batch)
        }
    }
}
