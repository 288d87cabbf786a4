import BlockingWork
import COpenVINO

/// Maps tokens to raw embeddings.
final class TextTower: Sendable {
    private let inputs: [TextInput]
    private let output: EmbeddingOutput
    /// The length that the model was exported for; `nil` when it takes as many ids as there are.
    let fixedLength: Int?
    private let waiting: WaitingTexts
    private let queue: WorkQueue<InferRequest>

    /// How many texts are computed at once at most: more bring little, and make the first of them wait.
    private static let batchLimit = 16

    /// Loads the tower in a file.
    init(_ loader: TowerLoader, _ file: String, padID: Int32) throws {
        let model = try loader.load(file)
        let inputs = try TextInput.all(of: model, file, padID: padID)
        self.inputs = inputs
        fixedLength = inputs.compactMap(\.shape[1]).first
        output = try model.embeddingOutput(file)
        do throws(OpenVINOError) {
            var requests: [InferRequest] = []
            for _ in 0..<model.requestCount { requests.append(try model.makeRequest()) }
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
    func embed(_ ids: [Int32]) async throws -> [Float] {
        try await withCheckedThrowingContinuation { continuation in
            waiting.add(ids, continuation)
            // One job for each text: some find that theirs was taken along with another.
            queue.add { [self] request in
                let batch = waiting.next()
                guard !batch.isEmpty else { return }
                let results = Result { try compute(batch.map(\.ids), request) }
                for (place, text) in batch.enumerated() { text.continuation.resume(with: results.map { $0[place] }) }
            }
        }
    }

    /// The raw outputs for texts of as many ids each, in one run.
    func embed(together texts: [[Int32]]) async throws -> [[Float]] {
        try await queue.run { try self.compute(texts, $0) }
    }

    private func compute(_ texts: [[Int32]], _ request: InferRequest) throws(ModelError) -> [[Float]] {
        do throws(OpenVINOError) {
            for input in inputs {
                try request.setInput(input.role.rawValue, input.tensor(texts, length: fixedLength ?? texts[0].count))
            }
            try request.run()
            let values = try request.output(output.name).read(as: Float.self)
            let count = values.count / texts.count
            return texts.indices.map { Array(values[$0 * count..<($0 + 1) * count]) }
        } catch {
            throw ModelError(.inferenceFailed, "the text model failed to compute", cause: "\(error)")
        }
    }
}
