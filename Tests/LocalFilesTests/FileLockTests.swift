import Foundation
import ImageSearchTesting
import LocalFiles
import Synchronization
import Testing

@Suite(.timely) struct FileLockTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)").path

    @Test func `one at a time has the right, until it gives it back or goes away`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try FileLock(path)
        let second = try FileLock(path)
        #expect(try first.tryTake() && !second.tryTake())
        first.release()
        #expect(try second.tryTake() && !first.tryTake())
        do {
            let third = try FileLock(path)
            second.release()
            #expect(try third.tryTake() && !first.tryTake())
        }
        #expect(try first.tryTake())
    }

    @Test func `who waits for a folder gets it when it is given back, and not before`() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try FileLock(folder: path)
        try first.take()
        let isReleased = Atomic(false)
        let waiting = Thread.detach {
            let second = try FileLock(folder: path)
            try second.take()
            return isReleased.load(ordering: .sequentiallyConsistent)
        }
        try await Task.sleep(for: .milliseconds(50))
        isReleased.store(true, ordering: .sequentiallyConsistent)
        first.release()
        #expect(try await waiting.value)
    }

    @Test func `a folder that is not there cannot be locked`() {
        #expect(throws: SystemError.self) { try FileLock(folder: path) }
    }
}

extension Thread {
    /// Runs work that blocks on a thread of its own.
    fileprivate static func detach(_ work: @escaping @Sendable () throws -> Bool) -> Task<Bool, any Error> {
        Task {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
            }
        }
    }
}
