import ImageSearch
import Scheduling
import Synchronization

/// Asks about folders some of which may hang, as a share does whose server is gone: no question waits longer than a timeout.
///
/// A folder that has not answered is not asked again until it does, so that no more than one wait is lost to it, and few threads.
final class FolderProbe: Sendable {
    private struct Storage {
        var open: Set<Int> = []
        /// The folders of open questions that were given up.
        var hanging: [Int: String] = [:]
        var last = 0
    }

    private let timeout: Duration
    private let storage = Mutex(Storage())

    /// A disk that has to start turning takes some seconds.
    init(timeout: Duration = .seconds(10)) { self.timeout = timeout }

    /// Asks a question on a thread of its own.
    ///
    /// - Throws: what the question throws; ``SourceError`` when there is no answer; `CancellationError`, at once.
    func ask<Answer: Sendable>(
        about folder: String, _ question: @escaping @Sendable () throws -> Answer
    ) async throws -> Answer {
        guard let number = begin(folder) else { throw Self.silence(of: folder) }
        let threads = BlockingThreads("folder", limit: 1)
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await threads.run { [self] in
                    defer { end(number) }
                    return try question()
                }
            }
            group.addTask { [self] in
                try await Task.sleep(for: timeout)
                giveUp(number, folder)
                throw Self.silence(of: folder)
            }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private func begin(_ folder: String) -> Int? {
        storage.withLock { storage in
            guard !storage.hanging.values.contains(folder) else { return nil }
            storage.last += 1
            storage.open.insert(storage.last)
            return storage.last
        }
    }

    private func giveUp(_ number: Int, _ folder: String) {
        storage.withLock { if $0.open.contains(number) { $0.hanging[number] = folder } }
    }

    private func end(_ number: Int) {
        storage.withLock {
            $0.open.remove(number)
            $0.hanging[number] = nil
        }
    }

    private static func silence(of folder: String) -> SourceError {
        SourceError("the folder \(folder) does not answer: is its disk or share still connected?")
    }
}
