/// A message between a program and its worker: thirty-two numbers, so that nothing has to be parsed.
public struct WorkerFrame: Sendable, Equatable {
    /// How many numbers there are.
    public static let count = 32
    static let byteCount = count * MemoryLayout<Int64>.size

    private var words: [Int64]

    /// All zeros, or the numbers given and zeros behind them.
    public init(_ words: [Int64] = []) {
        precondition(words.count <= Self.count)
        self.words = words + Array(repeating: 0, count: Self.count - words.count)
    }

    /// One of the numbers, 0 to 31.
    public subscript(index: Int) -> Int64 {
        get { words[index] }
        set { words[index] = newValue }
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { words.withUnsafeBytes(body) }

    mutating func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        words.withUnsafeMutableBytes(body)
    }
}
