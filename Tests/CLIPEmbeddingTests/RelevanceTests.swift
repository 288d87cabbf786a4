import Foundation
import ImageSearchTesting
import ModelPackages
import Testing
import VipsDecoding

@testable import CLIPEmbedding
@testable import ImageSearch

/// What the demo model tells of the test images; decision 0051 has the figures of larger sets.
@Suite(.serialized) struct RelevanceTests {
    private static func embedder(_ folder: String) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(ModelPackage(folder: folder), name: "test", precision: .f32)
    }

    /// Words, and the names of the pictures that show it.
    private static let related: [(words: String, pictures: [String])] = [
        ("a cat", ["cat"]), ("a dog", ["dog"]), ("a cow", ["cow"]), ("horses", ["horses"]), ("an owl", ["owl"]),
        ("a panda", ["panda"]), ("a crocodile", ["crocodile"]), ("a koala", ["koala"]), ("a parrot", ["macaw"]),
        ("an elephant", ["elephant"]), ("a tiger", ["tiger"]), ("a zebra", ["zebra"]), ("a penguin", ["penguin"]),
        ("a frog", ["frog"]), ("a goldfish", ["goldfish", "clownfish", "angelfish"]), ("a jellyfish", ["jellyfish"]),
        ("a lemon", ["lemon"]), ("a strawberry", ["strawberry"]), ("broccoli", ["broccoli"]),
        ("a cup of coffee", ["coffee"]), ("a chair", ["chair"]), ("a drum kit", ["drum-kit"]),
        ("a violin", ["violin", "guitar"]), ("a guitar", ["guitar", "violin"]), ("scissors", ["scissors"]),
        ("a hammer", ["hammer"]), ("a screwdriver", ["screwdriver"]), ("a bus", ["green-bus"]),
        ("a sports car", ["sports-car", "blue-car", "red-beetle"]), ("a fire truck", ["fire-engine"]),
        ("an airplane", ["airliner"]), ("a hot air balloon", ["balloon"]), ("a lighthouse", ["lighthouse"]),
        ("snowy mountains", ["snowy-peaks", "mountain-ridge"]), ("a dandelion", ["dandelions"]),
    ]

    /// Things that none of the pictures shows.
    private static let unrelated = [
        "a bride and groom", "a newborn baby", "people at a concert", "a screenshot of a web page", "an invoice",
        "a passport", "a bowl of ramen", "sushi", "a washing machine", "a laptop on a desk", "a mobile phone",
        "a wheelchair", "a crowd of people", "an indoor swimming pool", "a bathroom with a tub", "an unmade bed",
        "children in a classroom", "a hospital room", "a library with bookshelves", "a woman doing yoga",
        "a business meeting", "a surfer on a wave", "a skier", "a scuba diver", "a boxing match", "a ballet dancer",
        "a church organ", "a spreadsheet", "a bar chart", "a QR code", "handwritten notes", "a newspaper",
        "a movie poster", "a credit card", "a map of the world", "an X-ray", "a microscope", "a circuit board",
        "a computer keyboard", "a television", "a game controller", "a sewing machine", "knitting needles",
        "a refrigerator", "a toaster", "a glass of red wine", "French fries", "spaghetti", "pancakes", "a sandwich",
        "ice cream", "a mirror", "an escalator", "a casino", "playing cards", "a jigsaw puzzle", "a tattoo",
        "a graduation ceremony", "police officers", "a dentist", "a chef", "a samurai", "a subway station",
        "a gas station", "skyscrapers", "solar panels", "a roller coaster", "an umbrella", "a suitcase",
        "a wedding dress", "sunglasses", "a wristwatch", "lipstick", "a toothbrush", "an octopus", "a cactus",
    ]

    @Test func `the demo's likely matches are right, and nothing is likely for what is not there`() async throws {
        let embedder = try await Self.embedder(Places.demoModel)
        let calibration = try await Calibrator(embedder: embedder, storage: Nowhere()).make(TextBank.descriptions)
        #expect(calibration.tellsApart)
        let pictures = try await Self.pictures(embedder)
        #expect(pictures.count == 71)
        func likely(_ words: String) async throws -> Set<String> {
            let target = SearchTarget(try await embedder.embed(words), of: .words)
            let found = Scoring(target, calibration, among: pictures.count).relevance(of: pictures.map(\.embedding))
            return Set(zip(pictures, found).filter { $0.1.band == .likely }.map(\.0.name))
        }
        var (answered, right, wrong) = (0, 0, [String]())
        for (words, names) in Self.related {
            let found = try await likely(words)
            answered += found.isDisjoint(with: names) ? 0 : 1
            right += found.intersection(names).count
            wrong += found.subtracting(names).map { "\(words): \($0)" }
        }
        var misled: [String] = []
        for words in Self.unrelated where try await !likely(words).isEmpty { misled.append(words) }
        print("likely: \(answered) of \(Self.related.count) answered, \(right) right, wrong \(wrong), misled \(misled)")
        #expect(Double(answered) >= 0.7 * Double(Self.related.count))
        #expect(Double(right) >= 0.9 * Double(right + wrong.count), "\(wrong)")
        #expect(Double(misled.count) <= 0.05 * Double(Self.unrelated.count), "\(misled)")
    }

    @Test(arguments: ["transformers", "openclip"])
    func `with random weights nothing is likely`(layout: String) async throws {
        let folder = Places.fixtures.appending(path: "tiny-\(layout)").path
        let embedder = try await Self.embedder(folder)
        let calibration = try await Calibrator(embedder: embedder, storage: Nowhere()).make(TextBank.descriptions)
        let pictures = try await Self.pictures(embedder).map(\.embedding)
        for words in Self.related.map(\.words) + Self.unrelated {
            let target = SearchTarget(try await embedder.embed(words), of: .words)
            let found = Scoring(target, calibration, among: pictures.count).relevance(of: pictures)
            #expect(found.allSatisfy { $0.band != .likely }, "\(words)")
        }
    }

    /// The test images and what the model makes of them.
    private static func pictures(_ embedder: CLIPEmbedder) async throws -> [(name: String, embedding: Embedding)] {
        let folder = TinyModels.demo.deletingLastPathComponent().appending(path: "data/test_images")
        let decoder = try VipsImageDecoder(maxPixels: 10_000_000, maxBytes: 10 << 20)
        var pictures: [(String, Embedding)] = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        for case let file as URL in files where file.pathExtension == "jpg" {
            let decoded = try await decoder.decode([UInt8](Data(contentsOf: file)), to: embedder.geometry)
            pictures.append((file.deletingPathExtension().lastPathComponent, try await embedder.embed(decoded.pixels)))
        }
        return pictures
    }
}

/// Keeps nothing.
private struct Nowhere: Calibrator.Storage {
    func load(_ name: String) async -> [UInt8]? { nil }
    func save(_ bytes: [UInt8], as name: String) async {}
}
