import ImageSearch
import ModelPackages
import OpenVINORuntime
import Scheduling
import Synchronization

/// Maps prepared pictures to raw embeddings.
final class ImageTower: Sendable {
    /// A request with the memory that its pixels are written to.
    private final class Slot: Sendable {
        let request: InferRequest
        let tensor: Mutex<Tensor>
        private let hasRun = Atomic(false)

        init(_ session: Session, _ input: Port, shape: [Int]) throws(OpenVINOError) {
            request = try session.makeRequest()
            let tensor = try Tensor(floats: shape)
            try request.setInput(input.name, tensor)
            self.tensor = Mutex(tensor)
        }

        /// Runs the model on the pixels in the tensor, for the first time behind a lock.
        func run(_ firstRuns: borrowing Mutex<Void>) throws(OpenVINOError) {
            if hasRun.load(ordering: .relaxed) { return try request.run() }
            try firstRuns.withLock { _ throws(OpenVINOError) in try request.run() }
            hasRun.store(true, ordering: .relaxed)
        }
    }

    private let normalization: PixelNormalization
    private let side: Int
    private let output: EmbeddingOutput
    private let queue: WorkQueue<Slot>
    /// The first run on an open shape packs the weights, which the streams share and must not do at the same time.
    private let firstRuns = Mutex(())

    /// Loads the tower in a file, for one picture at a time.
    init(_ loader: TowerLoader, _ file: String, _ config: PreprocessConfig) throws {
        let side = config.geometry.side
        let shape = [1, 3, side, side]
        let session = try loader.load(file, inputShape: shape)
        self.side = side
        normalization = PixelNormalization(config)
        output = try EmbeddingOutput(of: session, file)
        func slots() throws(ModelError) -> [Slot] {
            do throws(OpenVINOError) {
                var slots: [Slot] = []
                for _ in 0..<session.requestCount { slots.append(try Slot(session, session.inputs[0], shape: shape)) }
                return slots
            } catch {
                throw ModelError(.inferenceFailed, "\(file) could not be made ready to run", cause: "\(error)")
            }
        }
        queue = WorkQueue("image tower", try slots(), background: try slots())
    }

    /// The number of components of an embedding: what the model says, else what it gives.
    func dimensions(_ pixels: Pixels) async throws -> Int {
        if let known = output.dimensions { return known }
        return try await embed(pixels).count
    }

    /// The raw output for a picture.
    func embed(_ pixels: Pixels) async throws -> [Float] {
        guard pixels.width == side, pixels.height == side else {
            throw ModelError(
                .wrongInput, "expected a picture of \(side) x \(side), not \(pixels.width) x \(pixels.height)")
        }
        return try await queue.run { [self] slot in
            do throws(OpenVINOError) {
                try slot.tensor.withLock { tensor throws(OpenVINOError) in
                    try tensor.write { normalization.write(pixels, to: $0) }
                }
                try slot.run(firstRuns)
                return try slot.request.output(output.name).floats()
            } catch {
                throw ModelError(.inferenceFailed, "the image model failed to compute", cause: "\(error)")
            }
        }
    }
}
