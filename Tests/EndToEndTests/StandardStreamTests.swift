import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// What the standard streams are connected to is the user's affair: none of it ends a server, none hides a failed result.
@Suite(.ends(within: .seconds(180))) struct StandardStreamTests {
    /// Runs a shell's script with the program as `$BIN`.
    private func shell(_ script: String, in workspace: Workspace) async throws -> SpawnedProcess {
        let settings = workspace.settings.merging(["BIN": RunningProgram.binary.path]) { $1 }
        return try await SpawnedProcess(
            "/bin/bash", ["-c", script], environment: settings, folder: RunningProgram.project.path,
            output: workspace.folder.path + "/out", errors: workspace.folder.path + "/err")
    }

    private func run(_ script: String, in workspace: Workspace) async throws -> Int32 {
        let process = try await shell(script, in: workspace)
        try await eventually("'\(script)' ends") { !process.isRunning }
        return process.exitCode ?? 0
    }

    private func indexed() async throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addPictures(3)
        #expect(try await run("$BIN index", in: workspace) == 0)
        return workspace
    }

    @Test func `results that cannot be written are an error, those that nobody wants to read are none`() async throws {
        let workspace = try await indexed()
        #expect(try await run("$BIN search tree >&-", in: workspace) == 74)
        #if os(Linux)
            #expect(try await run("$BIN search tree >/dev/full", in: workspace) == 73)
            #expect(try await run("$BIN models --json >/dev/full", in: workspace) == 73)
            #expect(try await run("$BIN --help >/dev/full", in: workspace) == 73)
        #endif
        // A pipe whose only reader is gone before the first line.
        let script = "mkfifo $DATA_DIR/p; exec 3<>$DATA_DIR/p 4>$DATA_DIR/p 3>&-; $BIN search tree >&4; exit $?"
        #expect(try await run(script, in: workspace) == 141)
        let errors = try String(contentsOfFile: workspace.folder.path + "/err", encoding: .utf8)
        #expect(!errors.contains("broken pipe"))
    }

    /// A reader that takes nothing as long as the server runs.
    private static let sleepingReader = "2> >(while kill -0 $$; do sleep 1; done 2>/dev/null)"

    @Test(arguments: ["2>&-", "2>/dev/full", "2> >(exec true)", sleepingReader, "0<&- >&- 2>&-"])
    func `a server goes on whatever becomes of standard error`(redirection: String) async throws {
        let workspace = try Workspace()
        try workspace.addPictures(2)
        let server = try await shell("LOG_LEVEL=debug exec $BIN serve \(redirection)", in: workspace)
        let log = workspace.folder.path + "/data/logs/imagesearch.log"
        var port: Int?
        try await eventually("the log tells the port") {
            guard server.isRunning else { throw Unexpected("it ended with \(server.exitCode ?? 0)") }
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            port = text.firstMatch(of: /ready: http:\/\/localhost:(\d+)/).flatMap { Int($0.output.1) }
            // It may be ready before it holds all pictures.
            return port != nil && text.contains("indexed ")
        }
        let client = Client(port: try #require(port))
        // More than a pipe takes: two lines a request.
        for number in 0..<600 { #expect(try await client.get("/healthz?\(number)").status == 200) }
        for _ in 0..<20 { #expect(try await client.search("a tree", limit: 2).count == 2) }
        kill(server.identifier, SIGTERM)
        try await eventually("the server ends") { !server.isRunning }
        #expect(server.exitCode == 0)
    }

    @Test func `a picture may come by a link, a pipe or standard input`() async throws {
        let workspace = try await indexed()
        let picture = try #require(Workspace.testImages.first).path
        let script =
            "set -e; ln -s '\(picture)' $DATA_DIR/link; $BIN search --image $DATA_DIR/link; "
            + "$BIN search --image <(cat '\(picture)'); $BIN search --image - <'\(picture)'; "
            + "cat '\(picture)' | $BIN search --image /dev/stdin"
        #expect(try await run(script, in: workspace) == 0)
        let lines = try String(contentsOfFile: workspace.folder.path + "/out", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 12 && Set(lines).count == 3, "\(lines)")
    }

    @Test func `waiting for a pipe ends with Ctrl-C, and a stream without an end at the limit`() async throws {
        let workspace = try Workspace()
        let pipe = workspace.folder.path + "/pipe"
        mkfifo(pipe, 0o600)
        let waiting = try await RunningProgram(["search", "--image", pipe], in: workspace)
        // Opening it to write succeeds once the program has opened it to read.
        var writer: Int32 = -1
        try await eventually("the program waits for the pipe") {
            writer = open(pipe, O_WRONLY | O_NONBLOCK)
            return writer >= 0 || !waiting.process.isRunning
        }
        waiting.signal(SIGINT)
        #expect(try await waiting.exitCode() == 130)
        close(writer)
        let endless = try await RunningProgram(
            ["search", "--image", "/dev/zero"], in: workspace, settings: ["MAX_FILE_MB": "1"])
        #expect(try await endless.exitCode() == 65)
        #expect(endless.standardError.contains("MAX_FILE_MB"), "\(endless.standardError)")
    }

    @Test func `an uploads folder that cannot be used is told at the start, and searches go on`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(1)
        let data = workspace.folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data().write(to: data.appendingPathComponent("uploads"))
        let server = try await RunningProgram(["serve"], in: workspace)
        try await server.says("no upload can be kept")
        try await server.hasIndexed()
        #expect(try await Client(port: server.port()).search("a tree").count == 1)
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
        for (path, access) in [("/logs", 0o700), ("/logs/imagesearch.log", 0o600), ("/cache", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: data.path + path)
            #expect(attributes[.posixPermissions] as? Int == access, "\(path)")
        }
    }

    #if os(Linux)
        @Test(arguments: ["search tree", "serve"])
        func `too few addresses are told, and hang nothing`(arguments: String) async throws {
            let workspace = try Workspace()
            #expect(try await run("ulimit -v 600000; exec $BIN \(arguments)", in: workspace) == 64)
            let errors = try String(contentsOfFile: workspace.folder.path + "/err", encoding: .utf8)
            #expect(errors.contains("raise ulimit -v"), "\(errors)")
        }
    #endif

    @Test func `names with escape sequences and line ends reach no terminal`() async throws {
        let workspace = try Workspace()
        let picture = try Data(contentsOf: #require(Workspace.testImages.first))
        for name in ["x\u{1b}[31mred\u{1b}[0m.jpg", "new\nline.jpg", "c1\u{9b}.jpg", "\u{202e}gpj.jpg"] {
            try picture.write(to: workspace.images.appendingPathComponent(name))
        }
        try Data("no".utf8).write(to: workspace.images.appendingPathComponent("y\u{1b}]0;title\u{7}.jpg"))
        #expect(try await run("$BIN index && $BIN search tree && $BIN search tree --json", in: workspace) == 0)
        for name in ["out", "err"] {
            let text = try String(contentsOfFile: workspace.folder.path + "/" + name, encoding: .utf8)
            let acting = text.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            #expect(acting.isEmpty, "\(name)")
            #expect(!text.contains("\u{202e}"))
            if name == "out" { #expect(text.split(separator: "\n").count { $0.hasPrefix("0.") } == 4, "\(text)") }
        }
    }
}
