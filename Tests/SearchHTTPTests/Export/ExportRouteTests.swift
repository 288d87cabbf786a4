import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import NIOCore
import Testing

@testable import SearchHTTP

/// Pictures that are taken along.
@Suite(.timely) struct ExportRouteTests {
    private func export(
        _ service: TestService, _ kind: String, _ body: String, type: String = "application/json"
    ) async throws -> TestResponse {
        try await service.application().test(.router) { client in
            try await client.execute(
                uri: "/export?as=\(kind)", method: .post, headers: [.contentType: type], body: ByteBuffer(string: body))
        }
    }

    /// Stores a picture of this content at a path.
    private func put(
        _ path: String, _ bytes: [UInt8], in service: TestService, facts: Facts? = nil, isThere: Bool = true
    ) async throws -> PictureID {
        let location = PictureLocation(source: "src", path: path)
        let state = FileState(size: Int64(bytes.count), modified: 1_700_000_000_000_000_000)
        if isThere { service.originals.put(bytes, at: location, modified: state.modified) }
        let picture = Picture(
            file: PictureFile(location: location, state: state), content: ContentHash(of: Array(path.utf8)),
            embedding: try Embedding(normalizing: [1, 0, 0, 0]), facts: facts)
        try await service.store.save([picture])
        return picture.id
    }

    private func ids(_ ids: [PictureID]) -> String {
        #"{"ids": ["# + ids.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
    }

    @Test func `paths come one a line, in the order of the ids, each once`() async throws {
        let service = TestService()
        let a = try await put("a.jpg", [1], in: service)
        let b = try await put("b\n/etc/passwd", [2], in: service)
        let response = try await export(service, "paths", ids([b, a, b, TestService.id(9)]))
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == "src/b\\u{a}/etc/passwd\nsrc/a.jpg\n")
        #expect(response.headers[.contentDisposition] == "attachment; filename=\"paths.txt\"")
        #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    }

    @Test func `a form and JSON, ids and a query ask for the same`() async throws {
        let service = TestService()
        let a = try await put("a.jpg", [1], in: service)
        let b = try await put("b.jpg", [2], in: service)
        let wanted = "src/a.jpg\nsrc/b.jpg\n"
        func form(_ name: String, _ value: String) async throws -> TestResponse {
            let body = formBody([(name: name, bytes: Array(value.utf8), isFile: false)])
            return try await export(
                service, "paths", String(decoding: body, as: UTF8.self), type: "multipart/form-data; boundary=line")
        }
        let answers = [
            try await export(service, "paths", ids([a, b])), try await form("ids", "\(a), \(b)"),
            try await export(service, "paths", #"{"query": "in:src"}"#), try await form("query", "name:jpg"),
        ]
        for answer in answers {
            let lines = String(buffer: answer.body).split(separator: "\n").sorted().map { "\($0)\n" }.joined()
            #expect(answer.status == .ok && lines == wanted, "\(String(buffer: answer.body))")
        }
        let one = try await export(service, "paths", #"{"query": "in:src limit:1"}"#)
        #expect(String(buffer: one.body).split(separator: "\n").count == 1)
    }

    @Test func `what is known comes as JSON and as a table`() async throws {
        let service = TestService()
        let facts = Facts(
            width: 4, height: 3, format: .jpeg, camera: "=cmd|' /C calc'!A0",
            position: Position(latitude: -33.8, longitude: -1.5), place: "Nice, \"Côte\", France")
        let a = try await put("été,1.jpg", [1], in: service, facts: facts)
        let json = try await export(service, "json", ids([a]))
        let pictures = try JSONSerialization.jsonObject(with: Data(of: json.body)) as? [[String: Any]]
        #expect(pictures?.first?["camera"] as? String == facts.camera && pictures?.count == 1)
        let table = String(buffer: try await export(service, "csv", ids([a])).body)
        let script =
            "import csv,sys,io,json;print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.read(),newline='')))))"
        let rows = try JSONSerialization.jsonObject(with: Data(try await python(script, input: Data(table.utf8)).utf8))
        let row = try #require((rows as? [[String: String]])?.first)
        #expect(row["path"] == "src/été,1.jpg" && row["camera"] == "'=cmd|' /C calc'!A0")
        #expect(row["place"] == facts.place && row["latitude"] == "-33.8" && row["favourite"] == "false")
        #expect(table.hasSuffix("\r\n") && table.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 2)
    }

    @Test func `an archive holds the files byte for byte, and tells what is missing`() async throws {
        let service = TestService()
        let large = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let pictures = [
            try await put("a/été 木.jpg", large, in: service), try await put("../../b.jpg", [], in: service),
            try await put("A/ÉTÉ 木.JPG", [1, 2, 3], in: service),
            try await put("gone.jpg", [9], in: service, isThere: false),
        ]
        let response = try await export(service, "zip", ids(pictures))
        #expect(response.status == .ok && response.headers[.contentType] == "application/zip")
        let script = """
            from io import BytesIO
            from json import dumps
            from sys import stdin
            from zipfile import ZipFile
            z = ZipFile(BytesIO(stdin.buffer.read()))
            assert z.testzip() is None
            print(dumps([[i.filename, i.file_size, i.CRC, list(i.date_time), i.compress_type, z.read(i)[:80].hex()]
                for i in z.infolist()]))
            """
        let listed = try await python(script, input: Data(of: response.body))
        let entries = try #require(JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[Any]])
        let names = entries.compactMap { $0[0] as? String }
        #expect(names == ["src/a/été 木.jpg", "src/b.jpg", "src/A/ÉTÉ 木 (2).JPG", "not-in-this-archive.txt"])
        #expect(entries.compactMap { $0[1] as? Int }.prefix(3) == [large.count, 0, 3])
        #expect(entries[0][3] as? [Int] == [2023, 11, 14, 22, 13, 20] && entries[0][4] as? Int == 0)
        #expect(entries[2][5] as? String == "010203")
        let missing = try #require(entries[3][5] as? String)
        #expect(missing == Array("src/gone.jpg: the file is gone\n".utf8).map { String(format: "%02x", $0) }.joined())
    }

    @Test func `an archive above the limit is refused before its first byte`() async throws {
        let service = TestService(
            configuration: SearchAPIConfiguration(maxExportBytes: 5, hints: { "(\($0))" }))
        let a = try await put("a.jpg", [1, 2, 3], in: service)
        let b = try await put("b.jpg", [1, 2, 3], in: service)
        #expect(try await export(service, "zip", ids([a])).status == .ok)
        let refused = try await export(service, "zip", ids([a, b]))
        #expect(refused.status == .contentTooLarge && String(buffer: refused.body).contains("(exportSize)"))
        #expect(try await export(service, "json", ids([a, b])).status == .ok, "files count for archives only")
    }

    @Test(arguments: [
        ("{}", "either ids or a query"), (#"{"ids": [], "query": "x"}"#, "either ids or a query"),
        (#"{"ids": []}"#, "too_short"), (#"{"ids": ["x"]}"#, #""loc":["body","ids",0]"#),
        (#"{"ids": [1]}"#, "string_type"), (#"{"ids": "x"}"#, "list_type"), (#"{"idz": []}"#, "extra_forbidden"),
        (#"{"query": "width:abc"}"#, #""loc":["body","query"]"#), (#"{"query": "picture:x"}"#, "did not come"),
        ("", "missing"), ("x", "json_invalid"),
    ])
    func `what cannot be exported is refused in words`(body: String, expected: String) async throws {
        let response = try await export(TestService(), "zip", body)
        #expect(response.status == .unprocessableContent)
        #expect(String(buffer: response.body).contains(expected), "\(String(buffer: response.body))")
    }

    @Test func `unknown pictures, kinds and too many are refused`() async throws {
        let service = TestService()
        let id = "\"\(TestService.id(1))\""
        #expect(try await export(service, "zip", "{\"ids\": [\(id)]}").status == .notFound)
        #expect(try await export(service, "rar", "{\"ids\": [\(id)]}").status == .unprocessableContent)
        let many = (0...ExportRequest.limit).map { _ in id }.joined(separator: ",")
        #expect(try await export(service, "paths", "{\"ids\": [\(many)]}").status == .unprocessableContent)
        let nothing = try await export(service, "zip", #"{"query": "in:nowhere"}"#)
        #expect(nothing.status == .ok && nothing.body.readableBytes == 22, "an archive of nothing is one")
    }

    @Test func `an archive is given up when its client is`() async throws {
        let limit = ExportLimit()
        var slots = try (0..<8).map { _ in try limit.begin() }
        #expect(throws: Overloaded.self) { try limit.begin() }
        slots.removeLast()
        _ = try limit.begin()
    }

    /// An archive whose end lies beyond what 32 bits can tell, most of it a hole.
    @Test func `an archive of more than 4 GB is read`() async throws {
        let start: UInt64 = 5 << 30
        var archive = ZipArchive(offset: start)
        var bytes = Array(archive.begin("far.jpg", size: 3, modified: 0).readableBytesView) + [1, 2, 3]
        var checksum = CRC32()
        checksum.update([1, 2, 3])
        bytes += Array(archive.end(checksum: checksum.value, size: 3).readableBytesView)
        bytes += Array(archive.directory().readableBytesView)
        let file = FileManager.default.temporaryDirectory.appending(path: "imagesearch-\(UUID()).zip")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: start)
        try handle.seek(toOffset: start)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
        let script = """
            from sys import argv
            from zipfile import ZipFile
            z = ZipFile(argv[1])
            i = z.infolist()[0]
            print(i.filename, i.header_offset, i.extract_version, z.read(i).hex(), z.testzip())
            """
        let read = try await python(script, file.path, input: Data())
        #expect(read == "far.jpg \(start) 45 010203 None\n")
    }

    @Test func `a file of more than 4 GB is told in 64 bits`() {
        var archive = ZipArchive()
        let size: UInt64 = 5 << 30
        let header = archive.begin("large.jpg", size: size, modified: 0)
        #expect(header.getInteger(at: 4, endianness: .little, as: UInt16.self) == 45)
        let descriptor = archive.end(checksum: 7, size: size)
        #expect(descriptor.readableBytes == 24)
        #expect(descriptor.getInteger(at: 16, endianness: .little, as: UInt64.self) == size)
        let directory = archive.directory()
        #expect(directory.getInteger(at: 24, endianness: .little, as: UInt32.self) == UInt32.max)
    }
}

/// What a script in Python prints.
func python(_ script: String, _ arguments: String..., input: Data) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "imagesearch-\(UUID()).in")
    try input.write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: folder)
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
}
