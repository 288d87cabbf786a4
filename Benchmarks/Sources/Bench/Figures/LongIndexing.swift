import Foundation

/// The memory of a long indexing run: bounded and flat, or growing with every picture.
struct LongIndexing: Sendable {
    /// With the model that ships, so that it takes minutes: what grows with pictures does so with any model.
    let setup: Setup
    let report: Report
    let count: Int

    private static let parts = 10

    /// The test images over and over, of many sizes and shapes, each copy with bytes of its own.
    func run() async throws {
        let pictures = try Pictures(name: "test", folder: setup.project + "/data/test_images")
        let folder = try pictures.folder(of: count, in: setup.work)
        let program = try await setup.run(["index", folder], database: "long_\(getpid())")
        var memory: [Double] = []
        for part in 1...Self.parts {
            try await program.awaitSaved(count * part / Self.parts)
            memory.append(program.memory("VmRSS"))
        }
        try await program.finish(embedding: count)
        let names = memory.indices.map { String(format: "after %06d", count * ($0 + 1) / Self.parts) }
        let (first, most) = (memory[0], memory.max() ?? .nan)
        report.add(
            Figure(
                name: "memory while indexing \(count) pictures, \(setup.model) model, \(setup.precision)",
                value: memory[Self.parts - 1], unit: "MB", limit: first, limitName: "after a tenth",
                ratio: most / first, goal: "<= 1.1 at any tenth", isMet: most / first <= 1.1,
                details: Dictionary(uniqueKeysWithValues: zip(names, memory))))
    }
}
