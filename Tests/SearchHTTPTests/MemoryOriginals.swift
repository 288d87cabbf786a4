import ImageSearch
import Synchronization

/// Files of stored pictures, in memory.
final class MemoryOriginals: Originals {
    private let files = Mutex<[PictureLocation: (bytes: [UInt8], state: FileState)]>([:])
    private let error = Mutex<(any Error & Sendable)?>(nil)

    /// Puts a file there.
    func put(_ bytes: [UInt8], at location: PictureLocation, modified: Int64 = 1) {
        files.withLock { $0[location] = (bytes, FileState(size: Int64(bytes.count), modified: modified)) }
    }

    /// Makes every file fail to open.
    func fail(with failure: any Error & Sendable) { error.withLock { $0 = failure } }

    func open(_ location: PictureLocation) async throws -> any Original {
        if let error = error.withLock({ $0 }) { throw error }
        guard let file = files.withLock({ $0[location] }) else { throw PictureError(.vanished, "it is not there") }
        return MemoryOriginal(bytes: file.bytes, state: file.state)
    }
}

private struct MemoryOriginal: Original {
    let bytes: [UInt8]
    let state: FileState

    func read(_ range: Range<Int>) async throws -> [UInt8] { Array(bytes[range.clamped(to: 0..<bytes.count)]) }
}
