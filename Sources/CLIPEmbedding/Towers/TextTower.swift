import Dispatch
import ModelPackages
import OpenVINORuntime
import Scheduling
import Synchronization

/// Maps tokens to raw embeddings.
final class TextTower: Sendable {
    private let inputs: [TextInput]
    private let output: EmbeddingOutput
    /// The length that the model was exported for; `nil` when it takes as many ids as there are.
    let fixedLength: Int?
    private let paddingIsHarmless = Atomic(false)
    /// Texts of different lengths can be computed together: what fills up the shorter ones changes nothing in them.
    var ignoresPadding: Bool { paddingIsHarmless.load(ordering: .relaxed) }
    let waiting: WaitingTexts
    let queue: WorkQueue<InferRequest>

    /// How many texts are computed at once at most: more bring little, and make the first of them wait.
    private static let batchLimit = 16
    /// For fewer ids the runtime packs the weights once more, in another form (docs/decisions/0024).
    static let minimumIDs = 7

    /// Loads the tower in a file.
    init(_ loader: TowerLoader, _ file: String, padID: Int32) throws {
        let session = try loader.load(file)
        let inputs = try TextInput.all(of: session, file, padID: padID)
        self.inputs = inputs
        fixedLength = inputs.compactMap(\.shape[1]).first
        output = try EmbeddingOutput(of: session, file)
        do throws(OpenVINOError) {
            var requests: [InferRequest] = []
            for _ in 0..<session.requestCount { requests.append(try session.makeRequest()) }
            queue = WorkQueue("text tower", requests)
        } catch {
            throw ModelError(.inferenceFailed, "\(file) could not be made ready to run", cause: "\(error)")
        }
        let takesBatches = inputs.allSatisfy { $0.shape[0] == nil }
        waiting = WaitingTexts(batchLimit: takesBatches ? Self.batchLimit : 1)
    }

    /// The number of components of an embedding: what the model says, else what it gives.
    func dimensions(_ ids: [Int32]) async throws -> Int {
        if let known = output.dimensions { return known }
        return try await embed(ids).count
    }

    /// The raw output for the ids of a text.
    ///
    /// Texts that come while the tower is at work are computed together afterwards; one that comes alone never waits.
    /// A text whose task is cancelled before its turn has come is not computed.
    func embed(_ ids: [Int32]) async throws -> [Float] {
        let waiter = Waiter<[Float]>()
        return try await waiter.wait {
            waiting.add(WaitingTexts.Text(ids: ids, waiter: waiter))
            // One job for each text: some find that theirs was taken along with another.
            queue.add(for: waiter) { [self] request in computeNext(request) }
        } leave: { [waiting, queue] in
            waiting.remove(waiter)
            queue.remove(waiter)
        }
    }

    private func computeNext(_ request: InferRequest) {
        let batch = waiting.next(kind: batchLength)
        guard !batch.isEmpty else { return }
        let start = DispatchTime.now()
        let texts = batch.map(\.ids)
        let results = Result { try compute(texts, length: length(of: texts), request) }
        waiting.haveRun(batch.count, since: start)
        for (place, text) in batch.enumerated() { text.continuation.resume(with: results.map { $0[place] }) }
    }

    /// Finds out whether texts of different lengths can be computed together, by the ids of one: in a model in which words
    /// see only those before them, or that obeys a mask, its output stays what it is when it is filled up.
    func learnPadding(_ ids: [Int32]) async throws {
        guard fixedLength == nil else { return }
        let alone = try await queue.run { try self.compute([ids], length: ids.count, $0) }
        let filled = try await queue.run { try self.compute([ids], length: 2 * ids.count, $0) }
        paddingIsHarmless.store(cosine(alone[0], filled[0]) > 0.9999, ordering: .relaxed)
    }

    /// The number under which texts that may share a run go: a few ids of padding cost less than a run of their own.
    private func batchLength(_ ids: [Int32]) -> Int {
        guard fixedLength == nil else { return 0 }
        guard ignoresPadding else { return ids.count }
        return (max(ids.count, Self.minimumIDs) + 3) / 4
    }

    /// How many ids each of the texts is filled up to.
    private func length(of texts: [[Int32]]) -> Int {
        let longest = texts.lazy.map(\.count).max() ?? 0
        return fixedLength ?? (ignoresPadding ? max(longest, Self.minimumIDs) : longest)
    }

    private func compute(_ texts: [[Int32]], length: Int, _ request: InferRequest) throws(ModelError) -> [[Float]] {
        do throws(OpenVINOError) {
            for input in inputs { try request.setInput(input.role.rawValue, input.tensor(texts, length: length)) }
            try request.run()
            let values = try request.output(output.name).floats()
            let count = values.count / texts.count
            return texts.indices.map { Array(values[$0 * count..<($0 + 1) * count]) }
        } catch {
            throw ModelError(.inferenceFailed, "the text model failed to compute", cause: "\(error)")
        }
    }
}

/// The cosine of the angle between two vectors, 1 for the same direction.
private func cosine(_ one: [Float], _ other: [Float]) -> Float {
    func dot(_ one: [Float], _ other: [Float]) -> Float { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
}
