import Dispatch
import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

@testable import ImageSources

/// Folders some of which never answer.
@Suite(.timely) struct FolderProbeTests {
    @Test func `a folder that hangs is given up, not asked again, and asked again once it answers`() async throws {
        let probe = FolderProbe(timeout: .milliseconds(50))
        let gate = DispatchSemaphore(value: 0)
        let error = await #expect(throws: SourceError.self) { try await probe.ask(about: "/share") { gate.wait() } }
        #expect(error?.description.contains("/share does not answer") == true)
        await #expect(throws: SourceError.self) {
            try await probe.ask(about: "/share") { Issue.record("it was asked") }
        }
        let other = FolderProbe()
        #expect(try await other.ask(about: "/share") { 7 } == 7)
        gate.signal()
        var answer: Int?
        while answer == nil { answer = try? await probe.ask(about: "/share") { 7 } }
        #expect(answer == 7)
    }

    @Test func `a folder that hangs keeps no other from answering`() async throws {
        let probe = FolderProbe()
        let gate = DispatchSemaphore(value: 0)
        let begun = Counter()
        let hanging = (0..<20).map { _ in
            Task {
                try await probe.ask(about: "/share") {
                    begun.count.add(1, ordering: .relaxed)
                    gate.wait()
                }
            }
        }
        while begun.count.load(ordering: .relaxed) < 20 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await probe.ask(about: "/disk") { 7 } == 7)
        for task in hanging { task.cancel() }
        for task in hanging { await #expect(throws: CancellationError.self) { try await task.value } }
        for _ in hanging { gate.signal() }
    }
}

private final class Counter: Sendable {
    let count = Atomic(0)
}
