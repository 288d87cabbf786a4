import Foundation
import Synchronization
import Testing

@testable import OpenVINORuntime

@Suite struct CompiledModelCacheTests {
    @Test func `one at a time works with a cache, and what cannot be locked is no fault`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "imagesearch-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let inside = Mutex((now: 0, most: 0, all: 0))
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            CompiledModelCache(folder: folder + "/cache").withLock {
                inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
                sched_yield()
                inside.withLock { $0.now -= 1 }
            }
        }
        #expect(inside.withLock { $0.most } == 1)
        #expect(inside.withLock { $0.all } == 16)
        #expect(CompiledModelCache(folder: "/dev/null/cache").withLock { 1 } == 1)
        #expect(CompiledModelCache(folder: nil).withLock { 1 } == 1)
    }
}
