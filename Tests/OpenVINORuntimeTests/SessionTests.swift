import Foundation
import ImageSearchTesting
import Testing

@testable import OpenVINORuntime

@Suite struct SessionTests {
    private static let image = TinyModels.folder.appending(path: "tiny-transformers/onnx/vision_model.onnx").path
    private static let text = TinyModels.folder.appending(path: "tiny-transformers/onnx/text_model.onnx").path
    private static let options = SessionOptions(.latency, .f32)

    private func runtime(_ cache: URL? = nil) throws -> InferenceRuntime {
        try InferenceRuntime(cache: CompiledModelCache(folder: cache?.path))
    }

    @Test func `inputs and outputs tell their names, types and shapes`() throws {
        let session = try runtime().compile(Self.image, Self.options)
        let input = try #require(session.input(named: "pixel_values"))
        #expect(input.type == .float32 && input.shape == [nil, 3, 32, 32])
        let output = try #require(session.output(named: "image_embeds"))
        #expect(output.type == .float32 && output.shape.last == 16)
        #expect(session.input(named: "nothing") == nil && session.output(named: "nothing") == nil)
        #expect(session.inputs.count == 1 && session.requestCount >= 1)
    }

    @Test func `a model takes the shape that it is given`() throws {
        let runtime = try runtime()
        let model = try runtime.read(Self.image)
        try model.reshape([1, 3, 32, 32])
        #expect(try runtime.compile(model, Self.options).inputs[0].shape == [1, 3, 32, 32])
        let other = try runtime.read(Self.image)
        #expect(throws: OpenVINOError.self) { try other.reshape([1, 3, 31, 32, 5]) }
    }

    @Test func `floats and whole numbers go in, floats come out`() throws {
        let runtime = try runtime()
        let images = try runtime.compile(Self.image, Self.options).makeRequest()
        var pixels = try Tensor(floats: [2, 3, 32, 32])
        try pixels.write { $0.update(repeating: 0.5) }
        #expect(try pixels.floats() == Array(repeating: 0.5, count: 2 * 3 * 32 * 32))
        try images.setInput("pixel_values", pixels)
        try images.run()
        let embeddings = try images.output("image_embeds").floats()
        #expect(embeddings.count == 32 && embeddings.prefix(16) == embeddings.suffix(16))
        let session = try runtime.compile(Self.text, Self.options)
        let ids = try #require(session.inputs.first { $0.name == "input_ids" })
        let texts = try session.makeRequest()
        for input in session.inputs {
            try texts.setInput(
                input.name, .integers([0, 1, 2, 3, 4, 5], as: ids.type, shape: [1, 6]))
        }
        try texts.run()
        #expect(try texts.output("text_embeds").floats().count == 16)
    }

    @Test func `what the runtime refuses is an error with its words`() throws {
        let runtime = try runtime()
        #expect { try runtime.compile("/nowhere.onnx", Self.options) } throws: { "\($0)".contains("nowhere") }
        let request = try runtime.compile(Self.image, Self.options).makeRequest()
        let wrong = try Tensor(floats: [1, 1])
        #expect(throws: OpenVINOError.self) {
            try request.setInput("pixel_values", wrong)
            try request.run()
        }
        #expect(throws: OpenVINOError.self) { _ = try request.output("nothing") }
    }

    @Test func `a model that was compiled once comes from the cache`() async throws {
        try await withTemporaryFolder { folder in
            let (cache, other) = (folder.appending(path: "cache"), folder.appending(path: "other"))
            #expect(try runtime(cache).compile(Self.image, Self.options).isFromCache)
            #expect(try runtime().compile(Self.image, Self.options).isFromCache == false)
            func compiled(_ folder: URL) throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".blob") }
            }
            #expect(try compiled(cache).count == 1)
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            try other.write([1], at: "not-compiled.txt")
            let models = CompiledModelCache(folder: other.path)
            models.takeModels(of: CompiledModelCache(folder: cache.path))
            #expect(try compiled(cache).isEmpty)
            #expect(try compiled(other).count == 1)
            CompiledModelCache(folder: nil).takeModels(of: models)
            models.takeModels(of: CompiledModelCache(folder: nil))
            #expect(try compiled(other).count == 1)
        }
    }

    @Test func `the runtime tells its version and what the processor computes`() throws {
        #expect(!InferenceRuntime.version.isEmpty)
        #expect(try runtime().capabilities().contains("FP32"))
    }
}
