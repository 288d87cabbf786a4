import Foundation
import ImageSearch
import ImageSearchTesting
import Platform
import ProgramTesting
import Testing

/// Pictures made to hurt, at the real program: by search, by upload, in a folder.
@Suite(.serialized, .ends(within: .seconds(180))) struct HostilePictureTests {
    /// An identity of itself: 200 bytes that made libheif recurse until the stack ended.
    private static let circle: Data = {
        func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
            let size = content.count + 8
            return [0, 0, UInt8(size >> 8), UInt8(size & 255)] + Array(type.utf8) + content
        }
        var meta: [UInt8] = [0, 0, 0, 0]
        meta += box("hdlr", [UInt8](repeating: 0, count: 8) + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
        meta += box("pitm", [0, 0, 0, 0, 0, 1])
        meta += box("iinf", [0, 0, 0, 0, 0, 1] + box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array("iden".utf8) + [0]))
        meta += box("iref", [0, 0, 0, 0] + box("dimg", [0, 1, 0, 1, 0, 1]))
        return Data(box("ftyp", Array("heic".utf8) + [0, 0, 0, 0] + Array("mif1heic".utf8)) + box("meta", meta))
    }()

    /// A progressive JPEG of ten thousand scans that say nothing.
    private static let scans: Data = {
        var file: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC2, 0, 11, 8, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0]
        for _ in 0..<10_000 { file += [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0] }
        return Data(file + [0xFF, 0xD9])
    }()

    /// A canvas of 16777216 x 16777216.
    private static let canvas = Data(
        Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0]
            + [UInt8](repeating: 0xFF, count: 6))

    @Test func `by search and by upload each gets its status while the server answers others`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(5)
        let program = try await RunningProgram(["serve"], in: workspace)
        let client = Client(port: try await program.port())
        try await program.hasIndexed()
        for route in ["/search-by-image", "/upload"] {
            #expect(try await client.post(route, file: Self.circle).status == 422)
            #expect(try await client.post(route, file: Self.scans).status == 422)
            #expect(try await client.post(route, file: Self.canvas).status == 413)
        }
        #expect(try await client.search("a picture").count == 5)
        #expect(try await client.searchByPicture(Data(contentsOf: Workspace.testImages[0])).count == 5)
        program.signal(SIGTERM)
        #expect(try await program.exitCode() == 0, "\(program.standardError)")
    }

    @Test func `in a folder each is named once, and the rest is indexed`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(5)
        let files = ["circle.heic": Self.circle, "scans.jpg": Self.scans, "canvas.webp": Self.canvas]
        for (name, file) in files { try file.write(to: workspace.images.appendingPathComponent(name)) }
        let first = try await RunningProgram(["index"], in: workspace)
        #expect(try await first.exitCode() == 0, "\(first.standardError)")
        for name in files.keys {
            let lines = first.standardError.split(separator: "\n").filter { $0.contains(name) }
            #expect(lines.count == 1, "\(lines)")
        }
        #expect(first.standardError.contains("5 embedded"), "\(first.standardError)")

        let second = try await RunningProgram(["index"], in: workspace)
        #expect(try await second.exitCode() == 0)
        #expect(second.standardError.contains("3 of them known, not opened again"), "\(second.standardError)")
        #expect(!second.standardError.contains("circle.heic"))
    }

    #if os(Linux)
        @Test func `kill -9 of workers at random costs no picture, and they die with the program`() async throws {
            let workspace = try Workspace()
            try workspace.addPictures(300)
            let program = try await RunningProgram(["index"], in: workspace)
            var killed = 0
            var last: Set<pid_t> = []
            while program.process.isRunning {
                last.formUnion(program.workers)
                if let worker = program.workers.randomElement() {
                    kill(worker, SIGKILL)
                    killed += 1
                }
                try await Task.sleep(for: .milliseconds(900))
            }
            #expect(try await program.exitCode() == 0, "\(program.standardError)")
            #expect(program.standardError.contains("300 embedded"), "\(program.standardError)")
            #expect(killed > 0)

            let second = try await RunningProgram(["serve"], in: workspace)
            let client = Client(port: try await second.port())
            #expect(try await client.search("a picture", limit: 1000).count == 300)
            let workers = second.workers
            #expect(!workers.isEmpty)
            second.signal(SIGKILL)
            _ = try await second.exitCode()
            try await eventually("its workers are gone") { workers.allSatisfy { kill($0, 0) != 0 } }
        }
    #endif
}

extension RunningProgram {
    /// The numbers of the processes that decode for it, by what Linux tells of them.
    fileprivate var workers: [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return processes.filter { number in
            guard let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8),
                let line = try? String(contentsOfFile: "/proc/\(number)/cmdline", encoding: .utf8)
            else { return false }
            return status.contains("\nPPid:\t\(process.identifier)\n") && line.contains("decode-worker")
        }
    }
}
