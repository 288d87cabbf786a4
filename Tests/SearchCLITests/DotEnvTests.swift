import Foundation
import Testing

@testable import SearchCLI

/// The folder of this checkout.
let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct DotEnvTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        let text: String
        let values: [String: String]
        var testDescription: String { text.debugDescription }

        static func all() throws -> [Golden] {
            let file = project.appendingPathComponent("Tests/SearchCLITests/Fixtures/dotenv.json")
            return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
        }
    }

    /// The environment that the goldens were made with.
    private static let environment = ["HOME": "/home/me", "EMPTY": ""]

    @Test(arguments: try Golden.all()) func `a file means what it means to python-dotenv`(golden: Golden) throws {
        #expect(try parseDotEnv(golden.text, environment: Self.environment) == golden.values)
    }

    /// DOTENV_GOLDENS=file: more of them, as the script that made the fixture prints them.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["DOTENV_GOLDENS"] != nil))
    func `a file made by chance means what it means to python-dotenv`() throws {
        let file = try #require(ProcessInfo.processInfo.environment["DOTENV_GOLDENS"])
        let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        for golden in goldens {
            #expect(try parseDotEnv(golden.text, environment: Self.environment) == golden.values, "\(golden)")
        }
    }

    @Test func `variables that double from line to line are an error, not memory`() throws {
        let doubling = "A=x\n" + String(repeating: "A=${A}${A}\n", count: 24)
        let error = #expect(throws: DotEnvError.self) { try parseDotEnv(doubling) }
        #expect(error?.description.contains(".env") == true)
        #expect(try parseDotEnv(doubling.split(separator: "\n").prefix(11).joined(separator: "\n"))["A"]?.count == 1024)
        #expect(throws: DotEnvError.self) {
            let value = String(repeating: "x", count: 1 << 16)
            return try parseDotEnv("A=" + String(repeating: "${LONG}", count: 100), environment: ["LONG": value])
        }
    }

    @Test func `a line that means nothing is passed over`() throws {
        #expect(try parseDotEnv("rubbish\n=x\n\u{feff}\n A B=1\nC=3") == ["C": "3"])
    }

    @Test(
        arguments: [
            ("IMAGE_DIR", "IMAGES_DIR"), ("images_dir", "IMAGES_DIR"), ("IMAGES_DRI", "IMAGES_DIR"), ("PROT", "PORT"),
            ("R2_ACCESS_KEY", nil), ("R2_BUCKETNAME", "R2_BUCKET_NAME"), ("AWS_SESION_TOKEN", "AWS_SESSION_TOKEN"),
            ("IMAGES_DIR", nil), ("AWS_ACCESS_KEY_ID", nil), ("HOSTNAME", nil), ("POSTGRES_PASSWORD", nil), ("", nil),
        ] as [(String, String?)])
    func `a key that is nearly one that is read is told`(key: String, meant: String?) {
        #expect(Setting.meant(by: key) == meant)
    }
}

/// What lies at the path of the file.
@Suite struct DotEnvFileTests {
    /// Makes something at a path, and reads it as the file.
    private func read(_ make: (String) throws -> Void) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try make(folder.path + "/.env")
        return try DotEnvFile(folder.path + "/.env").text()
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func `no file is none, and a mark before the text is not part of it`() throws {
        #expect(try read { _ in } == nil)
        #expect(try read { symlink("/dev/null", $0) } == "")
        #expect(try read { try write([0xef, 0xbb, 0xbf] + "A=ü".utf8, to: $0) } == "A=ü")
    }

    @Test func `a file in another encoding is an error that says so`() throws {
        let text = "# für\nA=1"
        for (encoding, says) in [
            (String.Encoding.isoLatin1, "UTF-8 (line 1)"), (.utf16, "UTF-16"), (.utf16LittleEndian, "UTF-16"),
            (.utf16BigEndian, "UTF-16"), (.utf32, "UTF-16"),
        ] {
            let bytes = try #require(text.data(using: encoding))
            let error = #expect(throws: DotEnvError.self) { try read { try write(Array(bytes), to: $0) } }
            let line = try #require(error).description
            #expect(line.contains(".env") && line.contains(says) && line.contains("save it as UTF-8"), "\(line)")
        }
    }

    @Test func `what is no file is an error at once, a pipe too`() throws {
        for make in [
            { (path: String) in _ = mkdir(path, 0o755) }, { _ = mkfifo($0, 0o600) }, { _ = symlink("/nowhere", $0) },
            { _ = symlink("/dev/zero", $0) },
            { try write([UInt8](repeating: UInt8(ascii: "x"), count: 2 << 20), to: $0) },
        ] as [(String) throws -> Void] {
            let error = #expect(throws: DotEnvError.self) { try read(make) }
            #expect(error?.description.contains(".env") == true)
        }
    }
}
