import AsyncHTTPClient
import LocalFiles
import NIOHTTP1
import Scheduling
import Transfers

/// Brings one file of a model into its folder: resumed, checked, and under its name only when it is whole.
struct FileDownload: Sendable {
    /// A file that is not what the hub promised.
    struct Mismatch: Error {
        let path: String
    }

    /// A file that goes on where it should have ended.
    struct Excess: Error {
        let path: String
        /// The bytes that the hub promised; `nil` when the end of all room was reached.
        let promised: Int64?
    }

    let hub: HubClient
    let manifest: ModelManifest
    let file: ModelManifest.File
    let folder: ModelFolder
    let backoff: Backoff
    let threads: BlockingThreads
    let meter: ProgressMeter

    /// Downloads; goes on as long as each few attempts bring something.
    ///
    /// - Parameter room: bytes that the file may have when the hub did not tell its size.
    /// - Returns: the file's size.
    /// - Throws: ``Mismatch``, ``Excess``, ``HTTPFailure``, ``SystemError``, `CancellationError`.
    func callAsFunction(upTo room: Int64) async throws -> Int64 {
        meter.begin(file.path)
        try await threads.run { try makeFolder(LocalFiles.folder(holding: target)) }
        do {
            try await attemptUntilWhole(room)
        } catch is Mismatch {
            // Once more from the start: what was resumed may have been damaged on the disk.
            try await attemptUntilWhole(room)
        }
        return try await threads.run { try FileStatus(of: target).size }
    }

    private var target: String { folder.path(of: file.path) }

    /// Named after the content, so that the rest of another version is never appended.
    private var part: String { Self.part(of: file, in: folder) }

    /// Where a file is gathered until it is whole.
    static func part(of file: ModelManifest.File, in folder: ModelFolder) -> String {
        let target = folder.path(of: file.path)
        let name = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[target.index(after: $0)...] } ?? ""
        return "\(LocalFiles.folder(holding: target))/.\(name).\(file.digest?.hexadecimal.prefix(16) ?? "new").part"
    }

    private func attemptUntilWhole(_ room: Int64) async throws {
        var fruitless = 0
        var furthest = await received()
        while true {
            do {
                return try await attempt(from: received(), room)
            } catch let failure as HTTPFailure where failure.isTransient {
                // Further than ever, or a file that ends before its promised size would be begun anew without end.
                let reached = await received()
                fruitless = reached > furthest ? 1 : fruitless + 1
                furthest = max(furthest, reached)
                guard fruitless < backoff.attempts else { throw failure }
                try await Task.sleep(for: backoff.delay(after: fruitless, asked: failure.retryAfter))
            }
        }
    }

    /// How much an earlier attempt left; nothing that cannot be checked afterwards is gone on from.
    private func received() async -> Int64 {
        guard file.digest != nil else { return 0 }
        return (try? await threads.run { try FileStatus(of: part, followingLinks: false).size }) ?? 0
    }

    private func attempt(from offset: Int64, _ room: Int64) async throws {
        if offset == 0 || offset != file.size { try await receive(from: offset, upTo: file.size ?? room) }
        try await threads.run {
            let size = try FileStatus(of: part).size
            if let expected = file.size, size < expected {
                throw HTTPFailure("the connection was cut after \(size) of \(expected) bytes")
            }
            guard size == file.size ?? size, try file.digest?.matches(part) ?? true else {
                try removeFile(part)
                throw Mismatch(path: file.path)
            }
            try moveFile(part, to: target)
        }
    }

    private func receive(from offset: Int64, upTo limit: Int64) async throws {
        let response = try await hub.open(
            file.path, of: manifest.repository, at: manifest.revision, offset: offset)
        let isResumed = response.status == .partialContent
        switch response.status {
        case .ok: break
        case .partialContent where Self.start(of: response) == offset: break
        case .partialContent, .rangeNotSatisfiable:
            try await threads.run { try removeFile(part) }
            throw HTTPFailure("the server sent another part of the file than was asked for")
        default: throw HTTPFailure(status: response.status, headers: response.headers)
        }
        meter.resume(at: isResumed ? offset : 0)
        let writer = try await FileWriter.open(part, appending: isResumed, on: threads)
        do {
            let left = max(0, limit - (isResumed ? offset : 0))
            _ = try await writer.write(response.body, upTo: left) { meter.add($0) }
        } catch let failure as HTTPFailure where failure.isTooLong {
            try await threads.run { try removeFile(part) }
            throw Excess(path: file.path, promised: file.size)
        }
        _ = try await writer.finish()
    }

    /// The first byte that an answer holds, by its `Content-Range: bytes 5-9/10`.
    private static func start(of response: HTTPClientResponse) -> Int64? {
        let range = response.headers.first(name: "content-range")?.split(separator: " ").last
        return range?.split(separator: "-").first.flatMap { Int64($0) }
    }
}
