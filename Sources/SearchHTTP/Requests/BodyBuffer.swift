import ImageSearch
import NIOCore

/// The body of a request as it comes in: in one piece of memory, all of which counts in the budget.
///
/// An array that grows on its own holds up to twice what is in it, and three times that while it grows. This one takes
/// a declared length in one step once a quarter of it has come; what it holds while it moves is counted too.
struct BodyBuffer {
    private static let leastCapacity = 64 << 10

    private(set) var bytes: [UInt8] = []
    private let declared: Int?
    private let limit: Int
    private let budget: ByteBudget
    private(set) var reserved = 0

    /// Makes an empty buffer for a body of the length that the request names, if it does, within the limit.
    init(declared: Int?, limit: Int, budget: ByteBudget) {
        self.declared = declared
        self.limit = limit
        self.budget = budget
    }

    /// Adds what has come in; all together is within the limit.
    ///
    /// - Throws: ``Overloaded`` when the budget does not allow it.
    mutating func append(_ chunk: ByteBuffer) throws(Overloaded) {
        let needed = bytes.count + chunk.readableBytes
        if needed > reserved { try grow(to: capacity(for: needed)) }
        bytes.append(contentsOf: chunk.readableBytesView)
    }

    private func capacity(for needed: Int) -> Int {
        let usual = max(needed, Self.leastCapacity, 2 * reserved)
        if let declared, needed <= declared, usual > declared / 2 { return declared }
        return max(needed, min(usual, limit))
    }

    private mutating func grow(to capacity: Int) throws(Overloaded) {
        try budget.reserve(capacity)
        var larger: [UInt8] = []
        larger.reserveCapacity(capacity)
        larger += bytes
        bytes = larger
        budget.release(reserved)
        reserved = capacity
    }

    /// Hands the bytes on; they count as held until ``release()``.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Gives back what counts as held, once nothing of the body is left.
    func release() { budget.release(reserved) }
}
