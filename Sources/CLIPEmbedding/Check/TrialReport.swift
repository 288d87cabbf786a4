import ModelPackages
import WorkerProcesses

/// How a trial went, as its process tells it.
enum TrialReport: Equatable {
    case passed
    case failed(ModelError)

    /// The shared memory, in bytes: two texts.
    static let byteCount = 2 * textBytes
    private static let textBytes = 4096
    /// The kinds of errors by their numbers.
    private static let codes: [ModelError.Code] = [.damagedFile, .missingFile, .unsupported, .precision]

    /// In the process: writes the texts to the shared memory.
    func frame(in memory: SharedMemory) -> WorkerFrame {
        guard case .failed(let error) = self else { return WorkerFrame([1]) }
        let texts = [error.description, error.cause].map { Array($0.utf8.prefix(Self.textBytes)) }
        for (place, text) in texts.enumerated() { memory.write(text, at: place * Self.textBytes) }
        let code = Self.codes.firstIndex(of: error.code) ?? 0
        return WorkerFrame([2, Int64(code), Int64(texts[0].count), Int64(texts[1].count)])
    }

    /// In its program, which believes nothing: `nil` for what no trial says.
    init?(_ frame: WorkerFrame, in memory: SharedMemory) {
        if frame == WorkerFrame([1]) {
            self = .passed
            return
        }
        guard frame[0] == 2, let code = Int(exactly: frame[1]), Self.codes.indices.contains(code) else { return nil }
        var texts: [String] = []
        for place in 0..<2 {
            guard let count = Int(exactly: frame[2 + place]), (0...Self.textBytes).contains(count) else { return nil }
            texts.append(Self.line(memory.read(count, at: place * Self.textBytes)))
        }
        self = .failed(ModelError(Self.codes[code], texts[0], cause: texts[1]))
    }

    /// One line, in which nothing acts on a terminal.
    private static func line(_ bytes: [UInt8]) -> String {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " "
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
