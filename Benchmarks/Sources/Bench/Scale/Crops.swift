import Foundation
import ImageSearch

/// Vectors of crops of real photographs, and of descriptions to ask with, as Benchmarks/crops makes them.
struct Crops: ScaleRows {
    let dimensions: Int
    private let rows: Data
    /// The vectors of other crops.
    let pictures: [Embedding]
    /// The vectors of descriptions.
    let texts: [Embedding]

    /// Opens a folder that make_crops.py has written.
    init(folder: String) throws {
        let folder = URL(fileURLWithPath: folder)
        let text = try String(contentsOf: folder.appending(path: "dimensions.txt"), encoding: .utf8)
        guard let dimensions = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), dimensions > 0 else {
            throw Failure("expected a number in dimensions.txt, not '\(text)'")
        }
        self.dimensions = dimensions
        rows = try Data(contentsOf: folder.appending(path: "rows.f16"), options: .mappedIfSafe)
        pictures = try Self.all(Data(contentsOf: folder.appending(path: "pictures.f16")), dimensions)
        texts = try Self.all(Data(contentsOf: folder.appending(path: "texts.f16")), dimensions)
    }

    /// How many rows there are.
    var count: Int { rows.count / (2 * dimensions) }

    func embedding(_ number: Int) -> Embedding { Self.embedding(rows, number, dimensions) }

    /// Chosen by lot.
    func theme(_ number: Int) -> Int { number % 100 }

    private static func all(_ data: Data, _ dimensions: Int) -> [Embedding] {
        (0..<data.count / (2 * dimensions)).map { embedding(data, $0, dimensions) }
    }

    /// Little-endian half precision, as the store keeps it.
    private static func embedding(_ data: Data, _ number: Int, _ dimensions: Int) -> Embedding {
        let start = data.startIndex + 2 * dimensions * number
        let values = (0..<dimensions).map { index in
            let low = UInt16(data[start + 2 * index]), high = UInt16(data[start + 2 * index + 1])
            return Float(Float16(bitPattern: high << 8 | low))
        }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Embedding(normalized: values.map { $0 / length })
    }
}
