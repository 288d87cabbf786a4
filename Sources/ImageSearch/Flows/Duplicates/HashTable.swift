/// Finds hashes of 64 bits that differ in few bits, by their quarters.
///
/// Two hashes that differ in 7 bits at most agree in one of four quarters but for one bit. So the 17 values of a quarter that are that near
/// lead to all that has to be compared (multi-index hashing, Norouzi et al., CVPR 2012).
struct HashTable {
    /// The most differing bits that are surely found.
    static let reach = 7

    private var ids: [PictureID] = []
    private var hashes: [UInt64] = []

    mutating func append(_ id: PictureID, _ hash: UInt64) {
        ids.append(id)
        hashes.append(hash)
    }

    /// Groups of two at least: each hash that is in no group yet takes all those within so many bits that are in none.
    ///
    /// - Parameter bits: 0...``reach``.
    /// - Returns: groups in the order of their first members, each in the order of appending.
    /// - Throws: `CancellationError`.
    func groups(within bits: Int) async throws -> [[PictureID]] {
        precondition((0...HashTable.reach).contains(bits))
        let quarters = (0..<4).map { Quarter($0, of: hashes) }
        var isTaken = [Bool](repeating: false, count: hashes.count)
        var groups: [[PictureID]] = []
        for index in hashes.indices where !isTaken[index] {
            if index.isMultiple(of: 4096) {
                try Task.checkCancellation()
                await Task.yield()
            }
            var group = [index]
            isTaken[index] = true
            for quarter in quarters {
                quarter.forEachNear(hashes[index]) { other in
                    guard !isTaken[other], (hashes[index] ^ hashes[other]).nonzeroBitCount <= bits else { return }
                    isTaken[other] = true
                    group.append(other)
                }
            }
            if group.count > 1 { groups.append(group.sorted().map { ids[$0] }) }
        }
        return groups
    }
}

/// The places of hashes by the value of 16 of their bits.
private struct Quarter {
    private let shift: UInt64
    /// Where each value's places begin in `places`; one more at the end.
    private let starts: [Int32]
    private let places: [Int32]

    init(_ number: Int, of hashes: [UInt64]) {
        shift = UInt64(16 * number)
        var starts = [Int32](repeating: 0, count: 1 << 16 + 1)
        for hash in hashes { starts[Int(hash >> shift & 0xffff) + 1] += 1 }
        for value in 1..<starts.count { starts[value] += starts[value - 1] }
        var next = starts
        var places = [Int32](repeating: 0, count: hashes.count)
        for (place, hash) in hashes.enumerated() {
            let value = Int(hash >> shift & 0xffff)
            places[Int(next[value])] = Int32(place)
            next[value] += 1
        }
        self.starts = starts
        self.places = places
    }

    /// Calls with the places of all hashes whose bits here are the same but for one at most.
    func forEachNear(_ hash: UInt64, _ body: (Int) -> Void) {
        let value = Int(hash >> shift & 0xffff)
        for near in [value] + (0..<16).map({ value ^ 1 << $0 }) {
            for place in places[Int(starts[near])..<Int(starts[near + 1])] { body(Int(place)) }
        }
    }
}
