import Synchronization

/// Has each thumbnail made once, however many ask for it at the same time, and few of them at once.
///
/// Whoever asks for one that is in work waits for it. It is given up when the last of them has left.
final class ThumbnailsInWork: Sendable {
    /// So many are made or wait for their turn: each holds its picture's file.
    private static let most = 256
    /// So many files are held at the same time.
    private static let mostAtOnce = 4

    private struct Making {
        var task: Task<[UInt8], any Error>
        var callers = 0
    }
    private let makings = Mutex<[ThumbnailKey: Making]>([:])
    private let turns = Turns(ThumbnailsInWork.mostAtOnce)

    /// How many are in work; for tests.
    var count: Int { makings.withLock { $0.count } }

    /// The thumbnail that is in work, or that `make` makes now.
    ///
    /// - Throws: ``Overloaded``, `CancellationError`, what `make` throws.
    func thumbnail(
        _ key: ThumbnailKey, make: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let task = try join(key, make)
        return try await withTaskCancellationHandler {
            defer { leave(key, task) }
            let webp = try await task.value
            try Task.checkCancellation()
            return webp
        } onCancel: {
            abandon(key, task)
        }
    }

    private func join(
        _ key: ThumbnailKey, _ make: @escaping @Sendable () async throws -> [UInt8]
    ) throws(Overloaded) -> Task<[UInt8], any Error> {
        try makings.withLock { makings throws(Overloaded) in
            if var making = makings[key], !making.task.isCancelled {
                making.callers += 1
                makings[key] = making
                return making.task
            }
            guard makings.count < Self.most else { throw Overloaded("too many thumbnails are being made") }
            // The first is waited for by somebody who looks at nothing else.
            let priority = makings.isEmpty ? Priority.current : .background
            let task = Task { [turns] in
                try await turns.take()
                defer { turns.giveBack() }
                return try await Priority.$current.withValue(priority) { try await make() }
            }
            makings[key] = Making(task: task, callers: 1)
            return task
        }
    }

    private func leave(_ key: ThumbnailKey, _ task: Task<[UInt8], any Error>) {
        makings.withLock { makings in
            if makings[key]?.task == task { makings[key] = nil }
        }
    }

    /// One that asked has gone; the last gives it up.
    private func abandon(_ key: ThumbnailKey, _ task: Task<[UInt8], any Error>) {
        let isLast = makings.withLock { makings in
            guard var making = makings[key], making.task == task else { return false }
            making.callers -= 1
            makings[key] = making.callers == 0 ? nil : making
            return making.callers == 0
        }
        if isLast { task.cancel() }
    }
}

/// A number of turns that are taken one after the other.
final class Turns: Sendable {
    private struct State {
        var free: Int
        var last = 0
        var waiting: [(ticket: Int, caller: CheckedContinuation<Void, any Error>)] = []
    }
    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Waits for a turn.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits.
    func take() async throws {
        let ticket = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    // Asked within the lock: a cancellation after it finds the ticket waiting.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.append((ticket, caller))
                    return nil
                }
                if let result { caller.resume(with: result) }
            }
        } onCancel: {
            let caller = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).caller }
            }
            caller?.resume(throwing: CancellationError())
        }
    }

    /// Gives a turn to the one that has waited longest.
    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().caller
        }
        next?.resume()
    }
}
