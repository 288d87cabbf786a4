import Foundation
import ImageSearchTesting
import Platform
import Testing

@testable import OpenVINORuntime

@Suite struct MappedMemoryTests {
    @Test func `mapped models are told from all else by the system's list`() {
        let maps = """
            55d0c8a00000-55d0c8b00000 r-xp 00000000 fe:00 7 /usr/bin/cache/1.blob
            7f0000001000-7f0000003000 r--s 00000000 fe:00 16247422                   /data/my cache/5151.blob
            7f0000003000-7f0000004000 r--p 00002000 fe:00 16247422                   /data/my cache/deeper/5151.blob
            7f0000004000-7f0000005000 r--s 00002000 fe:00 16247423                   /data/my cache-of-others/5151.blob
            7f0000005000-7f0000006000 r--s 00002000 fe:00 16247424                   /data/my cache/5151.bin
            7f0000006000-7f0000007000 rw-s 00002000 fe:00 16247425                   /data/my cache/5152.blob
            7f0000007000-7f0000008000 r--s 00000000 fe:00 16247426                   /data/my cache/5153.blob (deleted)
            7f0000008000-7f0000009000 r--s 00000000 fe:00 16247426                   /mnt/data/my cache/5153.blob
            7f0000009000-7f000000a000 rw-p 00000000 00:00 0
            7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]

            """
        #expect(
            compiledModels(in: "/data/my cache", maps: Data(maps.utf8))
                == [0x7f00_0000_1000..<0x7f00_0000_3000, 0x7f00_0000_3000..<0x7f00_0000_4000])
        #expect(compiledModels(in: "/data/my cache", maps: Data()).isEmpty)
    }

    #if os(Linux)
        private static let bytes = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 4) }

        @Test(arguments: [MAP_SHARED, MAP_PRIVATE])
        func `pages of compiled models are dropped where the system can, and read as before`(kind: Int32) async throws {
            try await withTemporaryFolder { folder in
                // What the system can do depends on its age and on the file system: in memory, files stay where they are.
                let probe = try MappedFile(folder.appending(path: "probe"), Self.bytes, kind)
                let isAble = try await probe.becomesAbsent { madvise(probe.start, Self.bytes.count, MADV_PAGEOUT) }
                let map = try MappedFile(folder.appending(path: "cache/deeper/model.blob"), Self.bytes, kind)
                let cache = CompiledModelCache(folder: folder.appending(path: "cache").path)
                let isDropped = try await map.becomesAbsent(tries: isAble ? 3000 : 50) { cache.releaseMappedModels() }
                #expect(isDropped || !isAble)
                #expect(map.bytes.elementsEqual(Self.bytes))
            }
        }

        /// What happens when OpenVINO ends a mapping, and other memory takes its addresses, before they are used.
        @Test(arguments: [MAP_PRIVATE, MAP_SHARED])
        func `memory that took the addresses of a mapping keeps what it holds`(kind: Int32) throws {
            let count = Self.bytes.count
            let start = try #require(
                mmap(nil, count, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0))
            defer { munmap(start, count) }
            start.copyMemory(from: Self.bytes, byteCount: count)
            let address = UInt(bitPattern: start)
            for _ in 0..<3 {
                pageOut(address..<address + UInt(count))
                #expect(UnsafeRawBufferPointer(start: start, count: count).elementsEqual(Self.bytes))
            }
            pageOut(address + 1..<address + 2)
            pageOut(0..<4096)
        }
    #endif
}

#if os(Linux)
    /// A file that is mapped into memory to be read, as OpenVINO maps a compiled model.
    private final class MappedFile {
        let bytes: UnsafeRawBufferPointer
        var start: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(mutating: bytes.baseAddress) }

        init(_ file: URL, _ content: [UInt8], _ kind: Int32) throws {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content).write(to: file)
            let descriptor = open(file.path, O_RDONLY)
            defer { close(descriptor) }
            fsync(descriptor)  // what is not on the disk yet cannot be dropped
            bytes = UnsafeRawBufferPointer(
                start: try #require(mmap(nil, content.count, PROT_READ, kind, descriptor, 0)), count: content.count)
            #expect(bytes.elementsEqual(content))
        }

        deinit { munmap(start, bytes.count) }

        /// Whether all pages leave this process when something is done so many times, which the system may do by and by.
        func becomesAbsent(tries: Int = 50, _ drop: () -> Void) async throws -> Bool {
            for _ in 0..<tries {
                drop()
                if try residentKilobytes() == 0 { return true }
                try await Task.sleep(for: .milliseconds(10))
            }
            return false
        }

        /// What the system says of the mapping that begins here.
        private func residentKilobytes() throws -> Int {
            let start = String(UInt(bitPattern: bytes.baseAddress), radix: 16) + "-"
            let maps = try #require(try FileHandle(forReadingAtPath: "/proc/self/smaps")?.readToEnd())
            let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
            let own = lines.drop { !$0.hasPrefix(start) }
            let resident = try #require(own.first { $0.hasPrefix("Rss:") })
            return try #require(Int(resident.split(separator: " ")[1]))
        }
    }
#endif
