import ImageSearch
import NIOCore

/// The body of a request as it comes in: in one piece of memory, which counts in the budget as far as it is in use.
///
/// An array that grows on its own holds up to twice what is in it, and three times that while it grows; what it leaves
/// behind at each step stays with the program. This one takes a declared length in one step once a sixteenth of it has
/// come: the system gives memory only when it is written to, so what counts then is what has come. Memory without a
/// declared length counts as a whole, and what is held while it moves is counted too.
struct BodyBuffer {
    private static let leastCapacity = 64 << 10
    private static let shareBeforeDeclared = 16

    private(set) var bytes: [UInt8] = []
    private let declared: Int?
    private let limit: Int
    private let budget: ByteBudget
    private var capacity = 0
    /// What counts in the budget.
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
        if needed > capacity { try grow(to: capacity(for: needed)) }
        if needed > reserved { try reserve(min(capacity, max(needed, reserved + Self.leastCapacity))) }
        bytes.append(contentsOf: chunk.readableBytesView)
    }

    private func capacity(for needed: Int) -> Int {
        let least = max(needed, Self.leastCapacity)
        if let declared, needed <= declared, least >= declared / Self.shareBeforeDeclared { return declared }
        return max(needed, min(max(least, 2 * capacity), limit))
    }

    /// Moves to a larger piece of memory; until that is done, both are held.
    private mutating func grow(to capacity: Int) throws(Overloaded) {
        let used = capacity == declared ? min(capacity, bytes.count + Self.leastCapacity) : capacity
        try budget.reserve(used)
        var larger: [UInt8] = []
        larger.reserveCapacity(capacity)
        larger += bytes
        bytes = larger
        budget.release(reserved)
        self.capacity = capacity
        reserved = used
    }

    private mutating func reserve(_ count: Int) throws(Overloaded) {
        try budget.reserve(count - reserved)
        reserved = count
    }

    /// Hands the bytes on; they count as held until ``release()``.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Gives back what counts as held, once nothing of the body is left.
    func release() { budget.release(reserved) }
}
