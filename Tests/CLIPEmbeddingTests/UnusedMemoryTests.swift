#if canImport(Glibc)
    import Foundation
    import Glibc
    import ImageSearchTesting
    import Testing

    @testable import CLIPEmbedding

    @Suite struct UnusedMemoryTests {
        @Test(arguments: [("model.blob", true), ("model.bin", false)])
        func `pages of compiled models are dropped, others stay, and all read as before`(
            name: String, isDropped: Bool
        ) async throws {
            try await withTemporaryFolder { folder in
                let bytes = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 4) }
                // A folder whose name begins as the other's does is not meant.
                for place in ["cache/deeper", "cache-of-others"] {
                    try folder.write(bytes, at: "\(place)/\(name)")
                    let map = try MappedFile(folder.appending(path: "\(place)/\(name)"), count: bytes.count)
                    #expect(map.bytes.elementsEqual(bytes))
                    #expect(try map.residentKilobytes() > 0)
                    releaseMappedFiles(in: folder.appending(path: "cache").path)
                    let isMeant = isDropped && place == "cache/deeper"
                    #expect(try (map.residentKilobytes() == 0) == isMeant)
                    #expect(map.bytes.elementsEqual(bytes))
                }
            }
        }
    }

    /// A file that is mapped into memory to be read, as OpenVINO maps a compiled model.
    private final class MappedFile {
        let bytes: UnsafeRawBufferPointer

        init(_ file: URL, count: Int) throws {
            let descriptor = open(file.path, O_RDONLY)
            defer { close(descriptor) }
            bytes = UnsafeRawBufferPointer(
                start: try #require(mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)), count: count)
        }

        deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

        /// What the system says of the mapping that begins here.
        func residentKilobytes() throws -> Int {
            let start = String(UInt(bitPattern: bytes.baseAddress), radix: 16) + "-"
            let maps = try #require(try FileHandle(forReadingAtPath: "/proc/self/smaps")?.readToEnd())
            let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
            let own = lines.drop { !$0.hasPrefix(start) }
            let resident = try #require(own.first { $0.hasPrefix("Rss:") })
            return try #require(Int(resident.split(separator: " ")[1]))
        }
    }
#endif
