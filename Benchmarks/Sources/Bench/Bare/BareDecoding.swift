import Foundation
import ImageSearch
import VipsDecoding

/// Decoding with nothing around it: encoded pictures in memory, to pixels in memory.
struct BareDecoding: Sendable {
    private let files: [[UInt8]]
    private let decoder: any ImageDecoder
    private let geometry: PixelGeometry

    /// In this process, or in workers of a program.
    init(_ files: [[UInt8]], to geometry: PixelGeometry, inWorkersOf program: String? = nil) throws {
        self.files = files
        self.geometry = geometry
        let (pixels, bytes) = (100_000_000, 64 << 20)
        decoder =
            if let program {
                WorkerImageDecoder(
                    limits: .init(pixels: pixels, bytes: bytes, processorSeconds: 10, megabytes: 1024), program: program
                )
            } else { try VipsImageDecoder(maxPixels: pixels, maxBytes: bytes) }
    }

    /// Decodes on all processors for a while.
    func run(for duration: Double) async throws -> Throughput {
        let start = now()
        let cpu = CPUTime.ofThisProcess
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<cores {
                group.addTask {
                    var count = 0
                    while now() < start + duration {
                        _ = try await decoder.decode(files[(worker + count * cores) % files.count], to: geometry)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Throughput(
            rate: Double(counts) / (now() - start), cpuSeconds: (CPUTime.ofThisProcess - cpu) / Double(counts),
            latencies: Sample())
    }

    /// Decodes one picture; returns the seconds.
    func one(_ index: Int) async throws -> Double {
        try await seconds { _ = try await decoder.decode(files[index % files.count], to: geometry) }
    }
}
