/// Changes the structure of files: parts are doubled, dropped, exchanged, renamed and cut, numbers become extreme.
struct Mutation {
    var random: SplitMix64
    private static let numbers: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]

    /// Changes one part somewhere in the tree.
    ///
    /// - Parameters:
    ///   - parts: the tree.
    ///   - others: what may be put into it.
    mutating func change(_ parts: inout [Part], others: [Part]) {
        guard !parts.isEmpty else {
            if let other = others.randomElement(using: &random) { parts.append(other) }
            return
        }
        let index = Int.random(in: 0..<parts.count, using: &random)
        if !parts[index].parts.isEmpty, Int.random(in: 0..<4, using: &random) > 0 {
            return change(&parts[index].parts, others: others)
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: parts.remove(at: index)
        case 1:
            let times = [1, 1, 2, 20, 300].randomElement(using: &random) ?? 1
            parts.insert(contentsOf: repeatElement(parts[index], count: times), at: index)
        case 2: parts.swapAt(index, Int.random(in: 0..<parts.count, using: &random))
        case 3: if let other = others.randomElement(using: &random) { parts.insert(other, at: index) }
        case 4: if let other = others.randomElement(using: &random) { parts[index].type = other.type }
        case 5: parts[index].lie = [-9, -1, 1, 7, 1 << 16, 1 << 31].randomElement(using: &random) ?? 0
        case 6:
            parts[index].content = Array(
                parts[index].content.prefix(.random(in: 0...parts[index].content.count, using: &random)))
        default: changeNumbers(&parts[index].content)
        }
    }

    private mutating func changeNumbers(_ content: inout [UInt8]) {
        guard !content.isEmpty else { return }
        // Near the start, where most numbers lie.
        let most = Bool.random(using: &random) ? min(32, content.count) : content.count
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let start = Int.random(in: 0..<most, using: &random)
            let value = Self.numbers.randomElement(using: &random) ?? 0
            for offset in 0..<([1, 2, 4].randomElement(using: &random) ?? 1) where start + offset < content.count {
                content[start + offset] = Bool.random(using: &random) ? value : content[start + offset] &+ 1
            }
        }
    }
}

/// Numbers that are the same in every run.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
