import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// The command line, as a person or a script meets it.
@Suite(.ends(within: .seconds(180))) struct CommandLineTests {
    @Test func `indexing tells what it found, embedded, reused and skipped`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(5)
        let picture = try Data(contentsOf: #require(Workspace.testImages.last))
        try Data("hello".utf8).write(to: workspace.images.appendingPathComponent("text.JPG"))
        try picture.prefix(2000).write(to: workspace.images.appendingPathComponent("cut.jpeg"))
        try picture.write(to: workspace.images.appendingPathComponent("a copy ü+%.jpg"))
        try picture.write(to: workspace.images.appendingPathComponent("another.JPG"))

        let index = try await RunningProgram(["index", workspace.images.path], in: workspace)
        #expect(try await index.exitCode() == 0, "\(index.standardError)")
        #expect(
            index.standardError.contains("9 found, 6 embedded, 1 reused, 0 unchanged, 2 skipped"),
            "\(index.standardError)")
        #expect(index.standardError.contains("text.JPG: not a picture"), "\(index.standardError)")
        #expect(index.standardError.contains("cut.jpeg: damaged"), "\(index.standardError)")

        let search = try await RunningProgram(
            [
                "search", "--image", workspace.images.appendingPathComponent("another.JPG").path, "--json", "--limit",
                "2",
            ],
            in: workspace)
        #expect(try await search.exitCode() == 0, "\(search.standardError)")
        let matches = try JSONDecoder().decode([Client.Match].self, from: Data(search.standardOutput.utf8))
        #expect(
            Set(matches.map { URL(fileURLWithPath: $0.path).lastPathComponent }) == ["a copy ü+%.jpg", "another.JPG"])
    }

    @Test func `pruning tells how many it deleted, in words and as JSON`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(3)
        func index(_ options: String...) async throws -> (output: [String: Any]?, errors: String) {
            let program = try await RunningProgram(["index", workspace.images.path, "--json"] + options, in: workspace)
            #expect(try await program.exitCode() == 0, "\(program.standardError)")
            let object = try JSONSerialization.jsonObject(with: Data(program.standardOutput.utf8))
            return (object as? [String: Any], program.standardError)
        }
        #expect(try await index().output?["deleted"] == nil)
        for number in 0..<2 {
            try FileManager.default.removeItem(at: workspace.images.appendingPathComponent("0/picture-\(number).jpg"))
        }
        let (output, errors) = try await index("--prune")
        #expect(output?["missing"] as? Int == 2)
        #expect(output?["deleted"] as? Int == 2)
        #expect(errors.contains("deleted 2 pictures"), "\(errors)")
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        var settings: [String: String] = [:]
        let code: Int32
        let says: String
        var testDescription: String { arguments.joined(separator: " ") + " \(settings)" }
    }

    @Test(arguments: [
        Mistake(arguments: ["search"], code: 64, says: "either a text or --image"),
        Mistake(arguments: ["search", "  "], code: 64, says: "empty"),
        Mistake(arguments: ["search", "x", "--limit", "0"], code: 64, says: "greater than or equal to 1"),
        Mistake(arguments: ["search", "x", "--limit", "5001"], code: 64, says: "less than or equal to 5000"),
        Mistake(arguments: ["search", "--image", "/nowhere.jpg"], code: 66, says: "/nowhere.jpg"),
        Mistake(arguments: ["search", "--image", "Makefile"], code: 65, says: "not a picture"),
        Mistake(
            arguments: ["index", "/nowhere"], code: 66, says: "no such file or directory): name a folder that can"),
        Mistake(arguments: ["index"], settings: ["IMAGES_DIR": "/nowhere"], code: 66, says: "set IMAGES_DIR to"),
        Mistake(arguments: ["serve"], settings: ["PORT": "http"], code: 64, says: "PORT is 'http'"),
        Mistake(arguments: ["serve"], settings: ["MODEL_PRECISION": "f8"], code: 64, says: "auto, f32, bf16, int8"),
        Mistake(arguments: ["serve"], settings: ["TESTING": "maybe"], code: 64, says: "TESTING is 'maybe'"),
        Mistake(arguments: ["index"], settings: ["MODEL_NAME": "/nowhere"], code: 64, says: "/nowhere"),
        Mistake(
            arguments: ["index"],
            settings: ["MODEL_NAME": "openai/clip-vit-base-patch32", "HF_ENDPOINT": "http://127.0.0.1:9"],
            code: 69, says: "MODEL_NAME=demo"),
        Mistake(
            arguments: ["search", "x"], settings: ["DB_HOST": "127.0.0.1", "DB_PORT": "9", "DB_PASSWORD": "hunter2"],
            code: 69, says: "127.0.0.1"),
        Mistake(arguments: ["download"], code: 64, says: "R2_ENDPOINT_URL"),
        Mistake(arguments: ["download"], settings: ["TESTING": "1"], code: 64, says: "holds the test images"),
        Mistake(
            arguments: ["download"], settings: ["IMAGES_DIR": "data/./test_images/trees"], code: 64,
            says: "holds the test images"),
        Mistake(arguments: ["serve"], settings: ["HOST": "no.such.host.invalid"], code: 69, says: "set HOST to"),
        Mistake(
            arguments: ["index"], settings: ["DATA_DIR": "/proc/nowhere"], code: 70, says: "/proc/nowhere: set DATA_DIR"
        ),
        Mistake(arguments: ["search", "--image", "data"], code: 66, says: "data: it is a folder"),
        Mistake(arguments: ["da\u{1b}[31mnce"], code: 64, says: "da\\u{1b}[31mnce"),
        Mistake(arguments: ["search", "-snow"], code: 64, says: "search -- '-snow'"),
        Mistake(arguments: ["dance"], code: 64, says: "dance"),
    ])
    func `a mistake gets one clear line and its exit code`(mistake: Mistake) async throws {
        let program = try await RunningProgram(mistake.arguments, in: Workspace(), settings: mistake.settings)
        #expect(try await program.exitCode() == mistake.code, "\(program.standardError)")
        #expect(program.standardError.contains(mistake.says), "\(program.standardError)")
        #expect(!program.standardError.contains("hunter2"))
        #expect(program.standardOutput.isEmpty)
    }

    @Test func `a port that is taken is named`() async throws {
        let workspace = try Workspace()
        let first = try await RunningProgram(["serve"], in: workspace)
        let port = try await first.port()
        let other = try Workspace()
        let second = try await RunningProgram(["serve"], in: other, settings: ["PORT": "\(port)"])
        #expect(try await second.exitCode() == 69)
        #expect(second.standardError.contains("port \(port) is already in use"), "\(second.standardError)")
        let database = other.folder.path + "/data/postgres"
        #expect(!FileManager.default.fileExists(atPath: database), "it was told before anything was prepared")
        first.signal(SIGTERM)
        #expect(try await first.exitCode() == 0)
    }

    @Test func `another model's database is refused in one line`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        let first = try await RunningProgram(["index"], in: workspace)
        #expect(try await first.exitCode() == 0, "\(first.standardError)")
        // The same weights under another name and with another tokenizer are another model.
        let copy = workspace.folder.appendingPathComponent("copy")
        try FileManager.default.copyItem(at: RunningProgram.project.appendingPathComponent("demo-model"), to: copy)
        let tokenizer = copy.appendingPathComponent("textual/tokenizer.json")
        try (Data(contentsOf: tokenizer) + Data("\n".utf8)).write(to: tokenizer)
        let second = try await RunningProgram(["index"], in: workspace, settings: ["MODEL_NAME": copy.path])
        #expect(try await second.exitCode() == 78, "\(second.standardError)")
        #expect(second.standardError.contains("demo"), "\(second.standardError)")
    }
}
