import Foundation
import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

/// A sync's memory does not depend on how many pictures a source holds.
@Suite struct ManyFilesTests {
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm"), "memory is read from /proc"),
        .unlessSanitized)
    func `a million unchanged files take no more memory than a hundred thousand`() async {
        // A process of its own: other tests take memory at the same time.
        await #expect(processExitsWith: .success) {
            _ = try await sync(100_000)
            let few = try residentBytes()
            let summary = try await sync(1_000_000).summary
            let many = try residentBytes()
            // The ids alone of the pictures between the two are 14 MB, in a set 30.
            guard summary.unchanged == 1_000_000, many - few < 4 << 20 else { exit(1) }
        }
    }

    @Test func `each picture of a large source is asked for once, a part at a time`() async throws {
        let (summary, parts) = try await sync(100_000)
        #expect(summary.found == 100_000 && summary.unchanged == 100_000)
        #expect(parts.largest == Run.batch)
        #expect(parts.mostAhead <= 2 * Run.batch, "the listing runs ahead by \(parts.mostAhead) files")
    }
}

private func sync(_ count: Int) async throws -> (summary: SyncSummary, parts: Parts) {
    let parts = Parts()
    let catalogue = UnchangedCatalogue(parts: parts)
    let source = LargeSource(count: count, parts: parts)
    let sync = Sync(source, looking: Looking(in: catalogue), catalogue: catalogue, workers: 4)
    return (try await sync.run(), parts)
}

private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
    return (Int(pages) ?? 0) * NSPageSize()
}

/// Counts the files that were listed and not yet asked of the catalogue.
private final class Parts: Sendable {
    private let state = Mutex((ahead: 0, mostAhead: 0, largest: 0))
    var mostAhead: Int { state.withLock { $0.mostAhead } }
    var largest: Int { state.withLock { $0.largest } }

    func list(_ count: Int) {
        state.withLock { state in
            state.ahead += count
            state.mostAhead = max(state.mostAhead, state.ahead)
        }
    }

    func ask(_ count: Int) {
        state.withLock { state in
            state.ahead -= count
            state.largest = max(state.largest, count)
        }
    }
}

/// So many files, none of which is in memory before it is asked for.
private struct LargeSource: ImageSource {
    let name = "large"
    let count: Int
    let parts: Parts

    func changes(since run: Run) async throws -> AsyncThrowingStream<[ListedFile], any Error> {
        let next = Mutex(0)
        return AsyncThrowingStream {
            let start = next.withLock { next in
                defer { next += Run.batch }
                return next
            }
            guard start < count else { return nil }
            let part = (start..<min(start + Run.batch, count)).map { number in
                let location = PictureLocation(source: name, path: "folder \(number / 1000)/picture \(number).jpg")
                return ListedFile.picture(PictureFile(location: location, state: FileState(size: 1, modified: 1)))
            }
            parts.list(part.count)
            return part
        }
    }

    func read(_ file: PictureFile) async throws -> [UInt8] { throw PictureError(.vanished, "it is not opened") }
}

/// Knows all files as they are.
private struct UnchangedCatalogue: ForwardingStore {
    let base = MemoryStore()
    let parts: Parts

    func unknown(among files: [PictureFile], in run: Run) async throws -> [UnknownFile] {
        parts.ask(files.count)
        return []
    }
}
