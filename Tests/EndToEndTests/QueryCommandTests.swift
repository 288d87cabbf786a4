import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// The query language on the command line, against the program that serves the test images.
@Suite(.ends(within: .seconds(400))) struct QueryCommandTests {
    private func run(_ arguments: [String], settings: [String: String] = [:]) async throws -> (
        code: Int32, output: String, errors: String
    ) {
        let (_, workspace, _) = try await ServedTestImages.shared.running()
        let program = try await RunningProgram(
            arguments, in: workspace, settings: ServedTestImages.settings.merging(settings) { $1 })
        let code = try await program.exitCode()
        return (code, program.standardOutput, program.standardError)
    }

    @Test(arguments: [
        "width:abc", "after:2023-13", "date:2024..2023", "near:91,0,1km", "sort:up", "limit:0", "limit:5001", "cat -",
        "\"open", "type:doc", "id:123", "shape:round", "size:>5XB", "200:cat", "sort:relevance", "duplicates:some",
        "in:trips in:\"", "limit:2 limit:3",
    ])
    func `a mistake in a query gets one line that names the part, in the words of the API`(text: String) async throws {
        let client = try await ServedTestImages.shared.client()
        let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await client.get("/search?q=\(query)")
        #expect(answer.status == 422, "\(answer.text)")
        let object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
        let message = try #require((object?["detail"] as? [[String: Any]])?.first?["msg"] as? String)
        let typed = try await run(["search", text])
        #expect(typed.code == 64)
        #expect(typed.errors == "imagesearch: \(message)\n")
        #expect(typed.output.isEmpty)
    }

    @Test(arguments: [[], ["--no-server"]])
    func `a picture that is not there is told in the same words by whoever is asked`(options: [String]) async throws {
        let id = "5f0c1a2b-0000-0000-0000-000000000000"
        let typed = try await run(["search", "id:\(id)"] + options)
        #expect(typed.code == 64)
        let answer = try await ServedTestImages.shared.client().get("/search?q=id:\(id)")
        #expect(answer.status == 404)
        let object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
        #expect(typed.errors == "imagesearch: \(object?["detail"] as? String ?? "")\n")
    }

    @Test(arguments: [[], ["--no-server"]])
    func `a file that is no picture is refused in the same way by whoever is asked`(options: [String]) async throws {
        let typed = try await run(["search", "tree + ./Makefile"] + options)
        #expect(typed.code == 65)
        #expect(typed.errors.contains("not a picture"), "\(typed.errors)")
        #expect(typed.errors.split(separator: "\n").count == 1)
        #expect(try await run(["search", "tree + ./nowhere.jpg"] + options).code == 66)
    }

    @Test func `words, pictures and what to leave out go into one query`() async throws {
        let picture = try #require(Workspace.testImages.first)
        let typed = try await run(["search", "./" + picture.relative, "--ndjson", "--limit", "1"])
        #expect(typed.code <= 1, "\(typed.errors)")
        #expect(typed.output.contains("\"path\":\"\(picture.relative)\""), "\(typed.output)")
        let image = try await run(["search", "--image", picture.path, "--ndjson", "--limit", "1"])
        #expect(image.output == typed.output)
        let without = try await run(["search", "a tree - ./\(picture.relative)", "--paths0", "--limit", "200"])
        let paths = without.output.split(separator: "\0").map(String.init)
        #expect(without.output.hasSuffix("\0") && paths.count == Workspace.testImages.count)
        #expect(paths.prefix(5).allSatisfy { $0 != picture.relative })
    }

    @Test func `a picture's own file is not among those like it, by name and by id`() async throws {
        let picture = try #require(Workspace.testImages.first)
        let byName = try await run(["similar", picture.path, "--ndjson"])
        #expect(byName.code <= 1 && byName.output.split(separator: "\n").count == 20, "\(byName.errors)")
        #expect(!byName.output.contains("\"path\":\"\(picture.relative)\""))
        let found = try await run(["search", "--image", picture.path, "--ndjson", "--limit", "1"]).output
        let id = try #require(found.firstMatch(of: /"id":"([0-9a-f-]+)"/)?.output.1)
        let byID = try await run(["similar", String(id), "--paths0"])
        let paths = byID.output.split(separator: "\0").map(String.init)
        #expect(paths.count == 20 && !paths.contains(picture.relative))
    }

    @Test func `the array stays what it was, and one line of JSON tells all of a picture`() async throws {
        let array = try await run(["search", "a red car", "--json", "--limit", "2"])
        let old = try await ServedTestImages.shared.client().search("a red car", limit: 2)
        #expect(try JSONDecoder().decode([Client.Match].self, from: Data(array.output.utf8)) == old)
        let object = try JSONSerialization.jsonObject(with: Data(array.output.utf8)) as? [[String: Any]]
        #expect(object?.map { $0.keys.sorted() } == [["distance", "path"], ["distance", "path"]])
        let lines = try await run(["search", "a red car", "--ndjson", "--limit", "2"]).output.split(separator: "\n")
        for line in lines {
            let hit = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(
                Set(["id", "path", "source", "distance", "band", "width", "date"]).isSubset(
                    of: hit.map { Set($0.keys) } ?? []))
        }
        #expect(lines.count == 2)
        let plain = try await run(["search", "a red car", "--limit", "2"]).output.split(separator: "\n")
        #expect(plain.map { String($0) } == old.map { String(format: "%.4f  ", $0.distance) + $0.path })
    }

    @Test func `a word that may have been meant as a filter is noted, and nothing found is exit code 1`() async throws {
        let noted = try await run(["search", "tpye:heic"])
        #expect(noted.errors.contains("tpye: is no filter"), "\(noted.errors)")
        let nothing = try await run(["search", "tree name:nosuchname"])
        #expect(nothing.code == 1 && nothing.output.isEmpty)
        #expect(nothing.errors.contains("no picture meets"), "\(nothing.errors)")
    }

    @Test func `what is indexed is told in numbers`() async throws {
        let told = try await run(["stats", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        #expect(told.code == 0 && object?["pictures"] as? Int == Workspace.testImages.count, "\(told)")
        let lines = try await run(["stats"]).output.split(separator: "\n")
        #expect(
            lines.contains { $0.hasPrefix("source         data/test_images: \(Workspace.testImages.count), ") },
            "\(lines)")
    }

    @Test(arguments: [
        (["--open"], 64, "--open is for a terminal"), (["--json", "--ndjson"], 64, "only one of"),
        (["--server", "ftp://x"], 64, "--server is 'ftp://x'"), (["--server", "http://u:p@x"], 64, "--server is"),
        (["--server", "http://127.0.0.1:9"], 69, "cannot ask http://127.0.0.1:9"),
        (["--server", "http://127.0.0.1:9", "--no-server"], 64, "only one of"), (["--previews", "vt52"], 64, "vt52"),
    ])
    func `an option that cannot be met is told`(options: [String], code: Int32, says: String) async throws {
        let typed = try await run(["search", "tree"] + options)
        #expect(typed.code == code && typed.output.isEmpty)
        #expect(typed.errors.contains(says), "\(typed.errors)")
    }

    @Test func `a terminal gets a table, and pictures only when it can show them`() async throws {
        let plain = try await shown(["search", "a tree", "--limit", "3"], terminal: "xterm-256color")
        let rows = plain.split(whereSeparator: \.isNewline)
        #expect(rows.count == 3, "\(plain)")
        #expect(rows.allSatisfy { $0.contains(/^(likely|maybe|unlikely|-) +\d\.\d{4}  .*\.jpg$/) }, "\(plain)")
        let kitty = try await shown(["search", "a tree", "--limit", "3"], terminal: "xterm-kitty")
        #expect(kitty.components(separatedBy: "\u{1b}_Ga=T").count == 4)
        let without = try await shown(["search", "a tree", "--limit", "3", "--no-previews"], terminal: "xterm-kitty")
        #expect(without == plain)
        let piped = try await run(["search", "a tree", "--previews", "kitty"], settings: ["TERM": "xterm-kitty"])
        #expect(!piped.output.contains("\u{1b}"))
    }

    /// What a terminal gets.
    private func shown(_ arguments: [String], terminal: String) async throws -> String {
        let (_, workspace, _) = try await ServedTestImages.shared.running()
        let command = ([RunningProgram.binary.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let name = workspace.folder.path + "/" + UUID().uuidString
        let settings = workspace.settings.merging(ServedTestImages.settings) { $1 }.merging(["TERM": terminal]) { $1 }
        let process = try await SpawnedProcess(
            "/usr/bin/script", ["-qec", command, "/dev/null"], environment: settings,
            folder: RunningProgram.project.path, output: name + ".out", errors: name + ".err")
        try await eventually("the program ends") { !process.isRunning }
        return try String(contentsOfFile: name + ".out", encoding: .utf8).replacingOccurrences(of: "\r\n", with: "\n")
    }
}

extension URL {
    /// The path from the project on, as results show it.
    fileprivate var relative: String { String(path.dropFirst(RunningProgram.project.path.count + 1)) }
}
