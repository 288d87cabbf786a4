public import AsyncHTTPClient
public import LocalFiles
import NIOCore
public import Scheduling

/// Writes a body to a file as it arrives, in large pieces and off the cooperative pool.
public final class FileWriter: Sendable {
    private static let pieceSize = 1 << 20
    private let file: OpenFile
    private let threads: BlockingThreads

    /// Opens a file; what is in it stays when `appending`.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - appending: goes on at the file's end.
    ///   - threads: those of the folder that the file lies in.
    /// - Returns: what writes into it.
    /// - Throws: ``LocalFiles/SystemError``; `CancellationError`.
    public static func open(
        _ path: String, appending: Bool = false, on threads: BlockingThreads
    ) async throws -> FileWriter {
        try await threads.run {
            FileWriter(appending ? try OpenFile(appendingTo: path) : try OpenFile(writing: path), threads)
        }
    }

    private init(_ file: consuming OpenFile, _ threads: BlockingThreads) {
        self.file = file
        self.threads = threads
    }

    /// Writes all that arrives.
    ///
    /// - Parameters:
    ///   - body: the answer's body.
    ///   - limit: how long it may be.
    ///   - onBytes: told the length of each piece once it is written.
    /// - Returns: how many bytes it was.
    /// - Throws: ``HTTPFailure`` when the body breaks off or is too long; ``SystemError``; `CancellationError`.
    public func write(
        _ body: HTTPClientResponse.Body, upTo limit: Int64 = .max, onBytes: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Int64 {
        var total: Int64 = 0
        var piece = ByteBuffer()
        do {
            for try await buffer in body {
                total += Int64(buffer.readableBytes)
                guard total <= limit else {
                    throw HTTPFailure("more than the expected \(limit) bytes arrived", isTooLong: true)
                }
                piece.writeImmutableBuffer(buffer)
                if piece.readableBytes >= Self.pieceSize { try await flush(&piece, onBytes) }
            }
        } catch {
            // What arrived before the cut is worth keeping: a later attempt goes on from there.
            if !Task.isCancelled { try await flush(&piece, onBytes) }
            throw try HTTPFailure(error)
        }
        try await flush(&piece, onBytes)
        return total
    }

    /// Waits until everything is on the disk, and tells what the file is then.
    public func finish() async throws -> FileStatus {
        try await threads.run { [self] in
            try file.synchronize()
            return try file.status()
        }
    }

    private func flush(_ piece: inout ByteBuffer, _ onBytes: (Int) -> Void) async throws {
        guard piece.readableBytes > 0 else { return }
        let full = piece
        try await threads.run { [self] in try full.withUnsafeReadableBytes { try file.write($0) } }
        onBytes(full.readableBytes)
        piece = ByteBuffer()
    }
}
