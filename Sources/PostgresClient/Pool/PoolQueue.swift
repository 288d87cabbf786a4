import DequeModule

/// Who gets which connection next: the pool's rules as a state machine, which neither waits nor connects.
///
/// Searches come first, in the order in which they asked. Background work gets what they leave, and never the last
/// connection of several: a search finds one free, or waits for searches only. Both kinds may wait in limited numbers.
struct PoolQueue {
    /// What a request gets at once.
    enum Answer: Equatable {
        /// This connection.
        case connection(Int)
        /// A place in the queue; a later ``Grant`` names it.
        case place
        /// Nothing: too many are waiting.
        case refusal
    }

    /// A connection for one that waited.
    struct Grant: Equatable {
        let connection: Int
        let waiter: Int
    }

    private var idle: [Int]
    private var waiting: [PoolPriority: Deque<Int>] = [:]
    /// The connections that do background work.
    private var background: Set<Int> = []
    private let mostBackground: Int
    private let mostWaiting: Int

    /// Makes a queue for the connections 0..<size, all of them free.
    ///
    /// - Parameters:
    ///   - size: how many there are.
    ///   - mostWaiting: how many of each kind may wait.
    init(size: Int, mostWaiting: Int) {
        idle = Array(0..<size)
        mostBackground = max(1, size - 1)
        self.mostWaiting = mostWaiting
    }

    /// How many wait, of both kinds.
    var waiters: Int { waiting.values.reduce(0) { $0 + $1.count } }

    /// Somebody wants a connection.
    mutating func request(_ waiter: Int, _ priority: PoolPriority) -> Answer {
        if mayServe(priority), let connection = idle.popLast() {
            lend(connection, priority)
            return .connection(connection)
        }
        guard waiting[priority, default: []].count < mostWaiting else { return .refusal }
        waiting[priority, default: []].append(waiter)
        return .place
    }

    /// A connection is free again.
    ///
    /// - Returns: who gets it; one at most, since everybody who could be served before was.
    mutating func release(_ connection: Int) -> Grant? {
        background.remove(connection)
        for priority in [PoolPriority.immediate, .background] where mayServe(priority) {
            guard let waiter = waiting[priority]?.popFirst() else { continue }
            lend(connection, priority)
            return Grant(connection: connection, waiter: waiter)
        }
        idle.append(connection)
        return nil
    }

    /// Somebody no longer waits; one that does not wait is passed over.
    mutating func remove(_ waiter: Int) {
        for priority in [PoolPriority.immediate, .background] { waiting[priority]?.removeAll { $0 == waiter } }
    }

    private func mayServe(_ priority: PoolPriority) -> Bool {
        switch priority {
        case .immediate: true
        case .background: background.count < mostBackground
        }
    }

    private mutating func lend(_ connection: Int, _ priority: PoolPriority) {
        if priority == .background { background.insert(connection) }
    }
}
