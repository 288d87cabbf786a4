import Dispatch
import Foundation
import ImageSearch
import ImageSearchTesting
import Platform
import Scheduling
import Synchronization
import Testing

@Suite(.timely) struct WorkQueueTests {
    /// Each job stays until one more than may be there has come, or until it has had ample time to come.
    @Test(arguments: [1, 2, 3])
    func `as much work runs at once as there are threads, and no more`(threads: Int) async throws {
        let queue = WorkQueue("test", threads: threads)
        let room = Room()
        // All of these are there at the same time, or the test does not end.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<threads {
                group.addTask { try await queue.run { room.stay(until: threads) } }
            }
            try await group.waitForAll()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 * threads {
                group.addTask { try await queue.run { room.stay(until: threads + 1, for: 0.01) } }
            }
            try await group.waitForAll()
        }
        #expect(room.most == threads)
    }

    @Test func `a state is used by one job at a time`() async throws {
        let queue = WorkQueue("test", [Room(), Room()])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try await queue.run { $0.stay(until: 2, for: 0.01) } } }
            try await group.waitForAll()
        }
        let mosts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { try await queue.run { $0.most } } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(mosts == [1])
    }

    /// All threads of the background are busy, and many jobs wait for them: the work that somebody waits for does not.
    @Test func `background work never keeps a thread from the other work`() async throws {
        let queue = WorkQueue("test", threads: 2)
        let gate = DispatchSemaphore(value: 0)
        let begun = Atomic(0)
        Priority.$current.withValue(.background) {
            for _ in 0..<50 {
                queue.add {
                    begun.add(1, ordering: .relaxed)
                    gate.wait()
                }
            }
        }
        while begun.load(ordering: .relaxed) < 1 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await queue.run { 7 } == 7)
        #expect(queue.waitingCount >= 48)
        for _ in 0..<50 { gate.signal() }
    }

    @Test func `a state is used by one thread, and by no other`() async throws {
        let queue = WorkQueue("test", [0, 1, 2])
        let threads = ThreadsByState()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await queue.run { state in
                        threads.note(state)
                    }
                }
            }
            for try await _ in group {}
        }
        let seen = threads.all
        #expect(seen.values.allSatisfy { $0.count == 1 })
        #expect(Set(seen.values.map(\.first)).count == seen.count)
    }

    @Test func `work comes in the order in which it was asked for`() async throws {
        let queue = WorkQueue("test", threads: 1)
        let order = Mutex<[Int]>([])
        for number in 0..<100 { queue.add { order.withLock { $0.append(number) } } }
        try await queue.run {}
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func `work that was cancelled while it waited does not start`() async throws {
        let queue = WorkQueue("test", threads: 1)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        let first = Task {
            try await queue.run {
                start.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        let second = Task { try await queue.run { Issue.record("it started") } }
        second.cancel()
        gate.signal()
        try await first.value
        await #expect(throws: CancellationError.self) { try await second.value }
    }

    /// A hundred uploads whose clients have gone, and one search: the only thread is busy all the while.
    @Test func `those who leave do not wait for a thread, and leave nothing behind`() async throws {
        final class Upload: Sendable {}
        let queue = WorkQueue("test", threads: 1)
        let gate = DispatchSemaphore(value: 0)
        queue.add { gate.wait() }
        while queue.waitingCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        @Sendable func leaveSoon(_ upload: Upload) -> Task<Void, any Error> {
            Task { try await queue.run { _ = Issue.record("it started: \(upload)") } }
        }
        weak var held: Upload?
        let abandoned: [Task<Void, any Error>]
        do {
            let upload = Upload()
            held = upload
            abandoned = (0..<100).map { _ in leaveSoon(upload) }
        }
        while queue.waitingCount < abandoned.count { try await Task.sleep(for: .milliseconds(1)) }
        #expect(held != nil)
        for task in abandoned { task.cancel() }
        for task in abandoned { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(queue.waitingCount == 0)
        // The last task lets go of its work as it ends.
        while held != nil { try await Task.sleep(for: .milliseconds(1)) }
        let served = Task { try await queue.run { 7 } }
        while queue.waitingCount < 1 { try await Task.sleep(for: .milliseconds(1)) }
        gate.signal()
        #expect(try await served.value == 7)
    }

    @Test func `work is done or refused, and asked for once, whenever its task is cancelled`() async throws {
        let queue = WorkQueue("test", threads: 2)
        let started = Gauge()
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let task = Task { try await queue.run { started.add(1) } }
                    if number.isMultiple(of: 2) { task.cancel() }
                    do {
                        try await task.value
                        return true
                    } catch is CancellationError {
                        return false
                    }
                }
            }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == started.most)
        #expect(outcomes.filter { $0 }.count >= 1000)
        #expect(queue.waitingCount == 0)
        // The threads are all there still, whatever jobs were taken from them.
        #expect(try await queue.run { 7 } == 7)
    }

    @Test func `an error goes to the one who asked`() async throws {
        struct Fault: Error {}
        let queue = WorkQueue("test", threads: 1)
        await #expect(throws: Fault.self) { try await queue.run { throw Fault() } }
        #expect(try await queue.run { 7 } == 7)
    }

    /// Linux before 6.12 knows one length of time slices only, and tells 0.
    ///
    /// The calling thread alone takes short slices, and only while the threads start: other tests start programs, which
    /// would inherit them and seem to ask for them on their own.
    @Test(.enabled(if: thread_time_slice(0) > 0))
    func `threads inherit short time slices, those in the background take usual ones`() async throws {
        let isSet = thread_set_time_slice(0, 100_000)
        let queue = WorkQueue("test", threads: 1)
        #expect(isSet && thread_set_time_slice(0, 0))
        #expect(try await queue.run { thread_time_slice(0) } == 100_000)
        let background = try await Priority.$current.withValue(.background) {
            try await queue.run { thread_time_slice(0) }
        }
        #expect(background > 100_000)
    }

    @Test func `half of the background threads pause while other work goes on, in whatever queue`() async throws {
        let shared = ImmediateWork()
        let searches = WorkQueue("searches", [0], immediateWork: shared)
        let queue = WorkQueue("test", [0], background: [1, 2], immediateWork: shared)
        let (isSearching, search, work) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        searches.add { _ in
            isSearching.signal()
            search.wait()
        }
        try await blocking { isSearching.wait() }
        let gauge = Gauge()
        Priority.$current.withValue(.background) {
            for _ in 0..<2 {
                queue.add { _ in
                    gauge.add(1)
                    work.wait()
                    gauge.add(-1)
                }
            }
        }
        while gauge.most < 1 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(100))
        #expect(gauge.most == 1)
        search.signal()
        while gauge.most < 2 { try await Task.sleep(for: .milliseconds(10)) }
        work.signal()
        work.signal()
    }

    @Test func `background work that pauses leaves its jobs to the threads that do not`() async throws {
        let shared = ImmediateWork()
        let searches = WorkQueue("searches", [0], immediateWork: shared)
        let queue = WorkQueue("test", [0], background: [1, 2], immediateWork: shared)
        let (isSearching, search) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        searches.add { _ in
            isSearching.signal()
            search.wait()
        }
        try await blocking { isSearching.wait() }
        let states = try await Priority.$current.withValue(.background) {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await queue.run { $0 } } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
        }
        #expect(states == [1])
        search.signal()
    }

    @Test func `a queue that is let go of ends its threads, after its work`() async throws {
        final class State: Sendable {}
        weak var state: State?
        let done = Atomic(0)
        do {
            let made = State()
            state = made
            let queue = WorkQueue("test", [made])
            for _ in 0..<10 { queue.add { _ in done.add(1, ordering: .relaxed) } }
        }
        while state != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(done.load(ordering: .relaxed) == 10)
    }

    @Test(.enabled(if: ThreadNiceness.isKnown))
    func `background work stands behind the other work, and waits for none of it`() async throws {
        let queue = WorkQueue("test", threads: 1)
        let gate = DispatchSemaphore(value: 0)
        queue.add { gate.wait() }
        let background = try await Priority.$current.withValue(.background) {
            try await queue.run { thread_niceness(0) }
        }
        gate.signal()
        let usual = try await queue.run { thread_niceness(0) }
        #expect(usual == thread_niceness(getpid()))
        #expect(background == min(19, usual + 15))
    }

    @Test func `without background threads all work is alike`() async throws {
        let queue = WorkQueue("test", ["only"])
        let state = try await Priority.$current.withValue(.background) { try await queue.run { $0 } }
        #expect(state == "only")
    }
}

/// Where each thread has a niceness of its own.
private enum ThreadNiceness {
    #if os(Linux)
        static let isKnown = true
    #else
        static let isKnown = false
    #endif
}

/// Remembers which threads have used which state.
private final class ThreadsByState: Sendable {
    private let threads = Mutex<[Int: Set<ObjectIdentifier>]>([:])

    var all: [Int: Set<ObjectIdentifier>] { threads.withLock { $0 } }

    func note(_ state: Int) {
        let thread = ObjectIdentifier(Thread.current)
        threads.withLock { _ = $0[state, default: []].insert(thread) }
    }
}

/// Counts what runs, and remembers the most.
private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock(\.most) }

    func add(_ change: Int) {
        state.withLock { state in
            state.now += change
            state.most = max(state.most, state.now)
        }
    }
}
