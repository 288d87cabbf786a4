import EmbeddedPostgres
import Foundation
import ImageSearch
import PostgresClient
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Rows on their way into a table through psql, in the binary form of PostgreSQL's COPY.
struct BinaryCopy: Sendable {
    private static let rowsPerPart = 1000

    let psql: String
    let connection: ConnectionSettings
    /// The table and its columns.
    let table: String

    /// Makes rows on all processors and sends them in their order.
    func send(_ source: any ScaleRows, _ rows: Int) async throws {
        // A table emptied in the same transaction needs no log.
        let commands = ["BEGIN", "TRUNCATE images", "COPY \(table) FROM STDIN (FORMAT binary)", "COMMIT"]
        let arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1"] + commands.flatMap { ["-c", $0] }
        let environment = ProcessInfo.processInfo.environment.merging(connection.shellEnvironment) { $1 }
        let result = try await run(
            .path(FilePath(psql)), arguments: Arguments(arguments + [connection.shellArgument]),
            environment: .custom(environment.asEnvironment), input: .inputWriter, output: .currentStandardOutput,
            error: .currentStandardError
        ) { try await send(source, rows, to: $0.standardInputWriter) }
        try check(result.terminationStatus.isSuccess, "psql to copy the rows")
    }

    private func send(_ source: any ScaleRows, _ rows: Int, to writer: StandardInputWriter) async throws {
        _ = try await writer.write(Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8))
        let step = Self.rowsPerPart * cores
        for first in stride(from: 0, to: rows, by: step) {
            for part in await parts(source, first..<min(first + step, rows)) {
                _ = try await writer.write(Array(part))
            }
            if first / 50_000 != (first + step) / 50_000 { say("copying: \(min(first + step, rows)) of \(rows)") }
        }
        _ = try await writer.write([0xff, 0xff])
        try await writer.finish()
    }

    private func parts(_ source: any ScaleRows, _ rows: Range<Int>) async -> [Data] {
        let starts = Array(stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsPerPart))
        return await withTaskGroup(of: (Int, Data).self) { group in
            for start in starts {
                group.addTask {
                    let numbers = start..<min(start + Self.rowsPerPart, rows.upperBound)
                    return (start, numbers.reduce(into: Data()) { $0.append(Self.row(source.picture($1))) })
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// A tuple: the number of fields, then each with its length before it.
    private static func row(_ picture: Picture) -> Data {
        var vector = bytes(UInt16(picture.embedding.dimensions)) + [0, 0]
        vector.reserveCapacity(4 + 2 * picture.embedding.dimensions)
        for value in picture.embedding.values {
            let half = Float16(value).bitPattern
            vector.append(UInt8(half >> 8))
            vector.append(UInt8(truncatingIfNeeded: half))
        }
        let location = picture.file.location
        let fields = [
            picture.id.bytes, Array(location.source.utf8), Array(location.path.utf8), bytes(picture.file.size),
            bytes(picture.file.modified), picture.content.bytes, vector,
        ]
        return fields.reduce(into: Data(bytes(UInt16(fields.count)))) { row, field in
            row.append(contentsOf: bytes(Int32(field.count)))
            row.append(contentsOf: field)
        }
    }

    private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian, Array.init)
    }
}
