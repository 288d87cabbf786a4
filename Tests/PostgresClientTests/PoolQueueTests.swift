import ImageSearchTesting
import Testing

@testable import PostgresClient

/// Who gets which connection: the rules alone.
@Suite struct PoolQueueTests {
    @Test func `those who ask get connections, then places, then refusals`() {
        var queue = PoolQueue(size: 2, mostWaiting: 2)
        let answers = (1...6).map { queue.request($0, .immediate) }
        #expect(answers == [.connection(1), .connection(0), .place, .place, .refusal, .refusal])
        #expect(queue.waiters == 2)
    }

    @Test func `a free connection goes to the one who has waited longest`() {
        var queue = PoolQueue(size: 1, mostWaiting: 8)
        for waiter in 1...4 { _ = queue.request(waiter, .immediate) }
        queue.remove(3)
        #expect(queue.release(0) == PoolQueue.Grant(connection: 0, waiter: 2))
        #expect(queue.release(0) == PoolQueue.Grant(connection: 0, waiter: 4))
        #expect(queue.release(0) == nil)
        #expect(queue.request(5, .immediate) == .connection(0))
    }

    @Test func `background work stands behind searches`() {
        var queue = PoolQueue(size: 1, mostWaiting: 8)
        #expect(queue.request(1, .background) == .connection(0))
        #expect(queue.request(2, .background) == .place)
        #expect(queue.request(3, .immediate) == .place)
        #expect(queue.request(4, .immediate) == .place)
        let order = (0..<4).map { _ in queue.release(0)?.waiter }
        #expect(order == [3, 4, 2, nil])
    }

    @Test func `background work never holds the last connection of several`() {
        var queue = PoolQueue(size: 3, mostWaiting: 8)
        #expect((1...4).map { queue.request($0, .background) } == [.connection(2), .connection(1), .place, .place])
        #expect(queue.request(5, .immediate) == .connection(0))
        #expect(queue.release(0) == nil, "a search's connection stays free for the next one")
        #expect(queue.release(1) == PoolQueue.Grant(connection: 1, waiter: 3))
        #expect(queue.request(6, .immediate) == .connection(0))
    }

    @Test func `places for searches are not used up by background work`() {
        var queue = PoolQueue(size: 1, mostWaiting: 1)
        _ = queue.request(1, .immediate)
        #expect(queue.request(2, .background) == .place)
        #expect(queue.request(3, .background) == .refusal)
        #expect(queue.request(4, .immediate) == .place)
        queue.remove(4)
        #expect(queue.request(5, .immediate) == .place, "who leaves makes room")
    }

    /// Random lives of a queue, against what must hold at every moment.
    @Test(arguments: 0..<50) func `no connection is lent twice, lost, or kept from one who may have it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let size = Int.random(in: 1...4, using: &random)
        var queue = PoolQueue(size: size, mostWaiting: 5)
        var lent: [Int: PoolPriority] = [:]
        var waiting: [Int: PoolPriority] = [:]
        for waiter in 0..<500 {
            let priority: PoolPriority = Bool.random(using: &random) ? .immediate : .background
            switch Int.random(in: 0...3, using: &random) {
            case 0...1:
                switch queue.request(waiter, priority) {
                case .connection(let connection): #expect(lent.updateValue(priority, forKey: connection) == nil)
                case .place: waiting[waiter] = priority
                case .refusal: #expect(waiting.values.count { $0 == priority } == 5)
                }
            case 2:
                guard let connection = lent.keys.sorted().randomElement(using: &random) else { continue }
                lent[connection] = nil
                guard let grant = queue.release(connection) else { break }
                #expect(grant.connection == connection)
                lent[connection] = waiting.removeValue(forKey: grant.waiter)
                #expect(lent[connection] != nil, "a connection goes to one who waits")
            default:
                guard let waiter = waiting.keys.sorted().randomElement(using: &random) else { continue }
                waiting[waiter] = nil
                queue.remove(waiter)
            }
            let background = lent.values.count { $0 == .background }
            #expect(background <= max(1, size - 1))
            #expect(queue.waiters == waiting.count)
            let isFull = lent.count == size
            #expect(isFull || !waiting.values.contains(.immediate), "a search waits though a connection is free")
            #expect(isFull || background == max(1, size - 1) || waiting.isEmpty)
        }
    }
}

/// Tasks that wait, and how that ends.
@Suite(.timely) struct PoolWaitingTests {
    @Test func `a wait that lasts too long ends as one for a busy database`() async throws {
        let waiting = PoolWaiting(PoolQueue(size: 1, mostWaiting: 8))
        let connection = try await waiting.take(.immediate, within: .zero)
        let error = await #expect(throws: DatabaseFailure.self) {
            try await waiting.take(.immediate, within: .milliseconds(1))
        }
        #expect(error?.code == .overloaded)
        #expect(waiting.count == 0)
        waiting.giveBack(connection)
        #expect(try await waiting.take(.immediate, within: .zero) == connection)
    }

    @Test func `while the database is away nobody is told that it is busy`() async throws {
        let waiting = PoolWaiting(PoolQueue(size: 1, mostWaiting: 0))
        _ = try await waiting.take(.immediate, within: .zero)
        waiting.note(DatabaseError(state: "57P03", message: "the database system is starting up"))
        let error = await #expect(throws: DatabaseError.self) { try await waiting.take(.immediate, within: .zero) }
        #expect(error?.state == "57P03")
        waiting.note(nil)
        await #expect(throws: DatabaseFailure.self) { try await waiting.take(.immediate, within: .zero) }
    }

    @Test func `whoever leaves is no longer served, and all others are, once`() async throws {
        let waiting = PoolWaiting(PoolQueue(size: 1, mostWaiting: 300))
        let connection = try await waiting.take(.immediate, within: .zero)
        let tasks = (0..<300).map { _ in Task { try await waiting.take(.immediate, within: .seconds(600)) } }
        while waiting.count < 300 { await Task.yield() }
        for task in tasks.dropLast() { task.cancel() }
        for task in tasks.dropLast() { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(waiting.count == 1)
        waiting.giveBack(connection)
        #expect(try await tasks.last?.value == connection)
    }
}
