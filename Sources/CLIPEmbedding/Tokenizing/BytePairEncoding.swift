import HeapModule
import JSONText
import ModelPackages

/// CLIP's algorithm: a word is its UTF-8 bytes, and neighbours are merged in the order in which training merged them.
struct BytePairEncoding: SubwordModel {
    private struct Merge {
        let rank: Int32
        let result: Int32
    }
    private let vocabulary: Vocabulary
    private let merges: [UInt64: Merge]
    /// The tokens of single bytes, within a word and as its last; `nil` where neither they nor an unknown token exist.
    private let inner, last: [Int32?]

    init(_ json: JSON) throws(ModelError) {
        let vocabulary = try Vocabulary(json["vocab"])
        let unknown = json["unk_token"]?.string.flatMap { vocabulary[$0] }
        let suffix = json["end_of_word_suffix"]?.string ?? ""
        guard json["continuing_subword_prefix"]?.string ?? "" == "", json["byte_fallback"]?.bool != true,
            json["ignore_merges"]?.bool != true
        else { throw .unsupportedTokenizer("model", "BPE with a prefix, byte fallback or ignored merges") }
        let letters = Self.byteLetters()
        inner = letters.map { vocabulary[$0] ?? unknown }
        last = letters.map { vocabulary[$0 + suffix] ?? unknown }
        merges = try Self.merges(json["merges"]?.array ?? [], vocabulary)
        self.vocabulary = vocabulary
    }

    func id(of token: String) -> Int32? { vocabulary[token] }

    /// The letters that stand for the 256 bytes in the vocabulary: a visible character for itself, for others U+0100 on.
    private static func byteLetters() -> [String] {
        var substitute: UInt32 = 0xFF
        return (0..<256).map { (byte: UInt32) in
            let isVisible = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
            if !isVisible { substitute += 1 }
            return Unicode.Scalar(isVisible ? byte : substitute).map { String($0) } ?? ""
        }
    }

    /// Merges stand as `["a", "b"]`, in older files as `"a b"`.
    private static func merges(_ json: [JSON], _ vocabulary: Vocabulary) throws(ModelError) -> [UInt64: Merge] {
        var merges: [UInt64: Merge] = [:]
        merges.reserveCapacity(json.count)
        for (rank, entry) in json.enumerated() {
            let pair = entry.array?.compactMap(\.string) ?? entry.string?.split(separator: " ").map(String.init) ?? []
            guard pair.count == 2, let left = vocabulary[pair[0]], let right = vocabulary[pair[1]],
                let result = vocabulary[pair[0] + pair[1]]
            else { throw ModelError(.damagedFile, "tokenizer.json merges tokens that are not in its vocabulary") }
            merges[key(left, right)] = Merge(rank: Int32(rank), result: result)
        }
        return merges
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    func encode(_ word: ArraySlice<Unicode.Scalar>, into ids: inout [Int32]) {
        let start = ids.count
        for scalar in word {
            for byte in scalar.utf8 {
                if let id = inner[Int(byte)] { ids.append(id) }
            }
        }
        guard ids.count > start else { return }
        if let final = word.last?.utf8.last, let id = last[Int(final)] { ids[ids.count - 1] = id }
        if ids.count - start <= Self.shortWord {
            mergeShort(&ids, from: start)
        } else {
            var symbols = Array(ids[start...])
            mergeLong(&symbols)
            ids.replaceSubrange(start..., with: symbols)
        }
    }

    /// Up to so many bytes looking at every pair is quicker than keeping a heap of them.
    private static let shortWord = 32

    private func merge(_ left: Int32, _ right: Int32) -> Merge? { merges[Self.key(left, right)] }

    /// Merges as ``mergeLong(_:)`` does, looking at every pair each time; nothing is allocated.
    func mergeShort(_ ids: inout [Int32], from start: Int) {
        withUnsafeTemporaryAllocation(of: Merge?.self, capacity: ids.count - start) { pairs in
            for place in start..<ids.count - 1 { pairs[place - start] = merge(ids[place], ids[place + 1]) }
            while let left = Self.firstMerge(pairs[..<(ids.count - start - 1)]), let merged = pairs[left]?.result {
                let place = start + left
                ids[place] = merged
                ids.remove(at: place + 1)
                for pair in (left + 1)..<max(left + 1, ids.count - start - 1) { pairs[pair] = pairs[pair + 1] }
                if left > 0 { pairs[left - 1] = merge(ids[place - 1], merged) }
                if place + 1 < ids.count { pairs[left] = merge(merged, ids[place + 1]) }
            }
        }
    }

    /// The pair that training merged first, of equals the leftmost.
    private static func firstMerge(_ pairs: Slice<UnsafeMutableBufferPointer<Merge?>>) -> Int? {
        var first: (place: Int, rank: Int32)?
        for place in pairs.indices {
            if let rank = pairs[place]?.rank, rank < first?.rank ?? .max { first = (place, rank) }
        }
        return first?.place
    }

    /// Merges until no neighbours are left that training merged: always the pair with the lowest rank, of equals the leftmost.
    ///
    /// A heap of the pairs, and links over the gaps that merged symbols leave, keep a word of 10,000 letters cheap.
    func mergeLong(_ symbols: inout [Int32]) {
        let end = symbols.count
        guard end > 1 else { return }
        var previous = Array(-1..<end - 1)
        var next = Array(1...end)
        /// Where a pair stands in the order of merging; `nil` when training never merged it.
        func order(_ left: Int) -> UInt64? {
            guard left >= 0, next[left] < end, let merge = merge(symbols[left], symbols[next[left]]) else { return nil }
            return UInt64(UInt32(bitPattern: merge.rank)) << 32 | UInt64(left)
        }
        var queue = Heap((0..<end - 1).compactMap(order))
        while let entry = queue.popMin() {
            let left = Int(entry & 0xFFFF_FFFF)
            let right = next[left]
            // The pair may have been merged into something else since.
            guard symbols[left] >= 0, right < end, let merge = merge(symbols[left], symbols[right]),
                merge.rank == Int32(truncatingIfNeeded: entry >> 32)
            else { continue }
            symbols[left] = merge.result
            symbols[right] = -1
            next[left] = next[right]
            if next[left] < end { previous[next[left]] = left }
            if let before = order(previous[left]) { queue.insert(before) }
            if let after = order(left) { queue.insert(after) }
        }
        symbols.removeAll { $0 < 0 }
    }
}
