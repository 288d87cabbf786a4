import EmbeddedPostgres
import Foundation
import ImageSearch
import PostgresClient

/// Rows on their way into a table through psql, in the binary form of PostgreSQL's COPY.
final class BinaryCopy: Sendable {
    private static let rowsPerPart = 1000

    private let process = Process()
    private let input = Pipe()

    init(_ psql: String, _ connection: ConnectionSettings, _ table: String) throws {
        process.executableURL = URL(fileURLWithPath: psql)
        // A table emptied in the same transaction needs no log.
        process.arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
        for command in ["BEGIN", "TRUNCATE images", "COPY \(table) FROM STDIN (FORMAT binary)", "COMMIT"] {
            process.arguments?.append(contentsOf: ["-c", command])
        }
        process.arguments?.append(connection.shellArgument)
        process.environment = ProcessInfo.processInfo.environment.merging(connection.shellEnvironment) { $1 }
        process.standardInput = input
        try process.runWithSignals()
    }

    /// Makes rows on all processors and sends them in their order.
    func send(_ clusters: Clusters, _ rows: Int) async throws {
        let output = input.fileHandleForWriting
        try output.write(contentsOf: Data("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + Data(count: 8))
        let step = Self.rowsPerPart * cores
        for first in stride(from: 0, to: rows, by: step) {
            for part in await parts(clusters, first..<min(first + step, rows)) { try output.write(contentsOf: part) }
            if first / 50_000 != (first + step) / 50_000 { say("copying: \(min(first + step, rows)) of \(rows)") }
        }
        try output.write(contentsOf: Data([0xff, 0xff]))
        try output.close()
        process.waitUntilExit()
        try check(process.terminationStatus == 0, "psql to copy the rows")
    }

    private func parts(_ clusters: Clusters, _ rows: Range<Int>) async -> [Data] {
        let starts = Array(stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsPerPart))
        return await withTaskGroup(of: (Int, Data).self) { group in
            for start in starts {
                group.addTask {
                    let numbers = start..<min(start + Self.rowsPerPart, rows.upperBound)
                    return (start, numbers.reduce(into: Data()) { $0.append(Self.row(clusters.picture($1))) })
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
