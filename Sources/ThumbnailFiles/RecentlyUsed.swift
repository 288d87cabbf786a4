/// What is kept, how large it is and when it was last used.
struct RecentlyUsed<Key: Hashable & Sendable>: Sendable {
    /// Is made so much smaller than it has to be, so that not every new one has to look for the oldest.
    private static var spare: Int { 10 }
    /// A use counts for the next run when the last one that did is longer ago than this, in seconds.
    private static var recordEvery: Int { 3600 }

    private struct Entry {
        var bytes: Int
        /// A number that grows with each use.
        var used: Int
        /// The second at which its use was last recorded on the disk.
        var recorded: Int
    }
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    /// The bytes of all.
    private(set) var size = 0

    var count: Int { entries.count }

    /// Takes over what an earlier run has left; call it in any order, before all else.
    mutating func add(_ key: Key, bytes: Int, used second: Int) {
        remove(key)
        entries[key] = Entry(bytes: bytes, used: second, recorded: second)
        uses = max(uses, second)
        size += bytes
    }

    /// Notes a use; `true` when it is worth to be recorded.
    mutating func use(_ key: Key, bytes: Int, now: Int = ThumbnailFile.now) -> Bool {
        let recorded = entries[key]?.recorded
        let isOld = recorded.map { now - $0 > Self.recordEvery } ?? false
        remove(key)
        uses += 1
        entries[key] = Entry(bytes: bytes, used: uses, recorded: isOld ? now : recorded ?? now)
        size += bytes
        return isOld
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Bool {
        guard let entry = entries.removeValue(forKey: key) else { return false }
        size -= entry.bytes
        return true
    }

    /// Drops those that were used least recently until all have room, and some more.
    ///
    /// - Returns: those that were dropped.
    mutating func shrink(to limit: Int) -> [Key] {
        guard size > limit else { return [] }
        var dropped: [Key] = []
        for (key, _) in entries.sorted(by: { $0.value.used < $1.value.used }) {
            guard size > limit - limit / Self.spare else { break }
            remove(key)
            dropped.append(key)
        }
        return dropped
    }
}
