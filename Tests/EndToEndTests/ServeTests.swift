import Foundation
import ImageSearch
import ImageSearchTesting
import Platform
import ProgramTesting
import Synchronization
import Testing

/// One program that serves the test images, asked by every test here.
actor ServedTestImages {
    static let shared = ServedTestImages()
    /// What it is started with; a program with the same finds it.
    static let settings = ["TESTING": "1", "MAX_FILE_MB": "8"]
    private var started: Task<(program: RunningProgram, workspace: Workspace, client: Client), any Error>?

    func client() async throws -> Client { try await running().client }

    func running() async throws -> (program: RunningProgram, workspace: Workspace, client: Client) {
        let task =
            started
            ?? Task {
                let workspace = try Workspace()
                let program = try await RunningProgram(
                    ["serve"], in: workspace, settings: Self.settings.merging(["LOG_LEVEL": "debug"]) { $1 })
                try await program.hasIndexed()
                let client = Client(port: try await program.port())
                atExit { program.signal(SIGTERM) }  // it takes its database with it
                return (program, workspace, client)
            }
        started = task
        return try await task.value
    }
}

private struct ExpectedQuery: Decodable, CustomTestStringConvertible {
    let query: String
    let expected: [String]
    let first: Int?
    var testDescription: String { query }

    static let all: [ExpectedQuery] = {
        let file = RunningProgram.project.appendingPathComponent("Tests/Fixtures/test_image_queries.json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode([ExpectedQuery].self, from: data)) ?? []
    }()
}

@Suite(.ends(within: .seconds(400))) struct ServeTests {
    @Test func `there are enough pictures and queries to tell`() {
        #expect(Workspace.testImages.count >= 55)
        #expect(ExpectedQuery.all.count >= 12)
    }

    @Test(arguments: ExpectedQuery.all)
    fileprivate func `a query finds what it should among the first three`(_ query: ExpectedQuery) async throws {
        let matches = try await ServedTestImages.shared.client().search(query.query, limit: max(3, query.first ?? 3))
        let paths = matches.map { $0.path.replacingOccurrences(of: "data/test_images/", with: "") }
        if let first = query.first {
            #expect(Set(paths.prefix(first)).isSubset(of: query.expected), "\(paths)")
        } else {
            #expect(Set(query.expected).isSubset(of: paths.prefix(3)), "\(paths)")
        }
    }

    @Test(.enabled(if: thread_time_slice(0) > 0, "needs Linux 6.12"))
    func `its threads take short turns, but for those in the background`() async throws {
        let program = try await ServedTestImages.shared.running().program
        let threads = try FileManager.default.contentsOfDirectory(
            atPath: "/proc/\(program.process.identifier)/task")
        let turns = threads.compactMap(Int32.init).map(thread_time_slice)
        #expect(turns.contains { $0 == 100_000 })
        #expect(turns.contains { $0 > 100_000 })
    }

    @Test func `while nobody asks, it searches for nothing and gives back memory, so that the next search is fast`()
        async throws
    {
        let workspace = try Workspace()
        try workspace.addPictures(60)
        let server = try await RunningProgram(["serve"], in: workspace)
        try await server.says("can be found")
        let start = try await lastQuery(in: workspace)
        // The model looks at the text bank after the start, and takes memory for it.
        let cache = workspace.folder.appendingPathComponent("data/cache")
        try await eventually("relevance is prepared", within: .seconds(150)) {
            try FileManager.default.contentsOfDirectory(atPath: cache.path).contains { $0.hasPrefix("relevance-") }
        }
        let memory = server.memory
        // What the start asked of the database lies close together; preparing relevance asks it nothing.
        try await eventually("a search that nobody asked for", within: .seconds(150)) {
            try await lastQuery(in: workspace) > start + 30
        }
        #if os(Linux)
            try await eventually("memory is given back", within: .seconds(150)) { server.memory < memory }
        #endif
        server.signal(SIGTERM)
        #expect(try await server.exitCode() == 0)
    }

    /// When the program last asked its database for more than a sign of life, in seconds.
    private func lastQuery(in workspace: Workspace) async throws -> Double {
        let statement = """
            SELECT extract(epoch FROM max(query_start)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
            AND datname = current_database() AND query NOT IN ('', 'SELECT 1')
            """
        let shell = try await RunningProgram(
            ["db-shell", "--command", "\\copy (\(statement)) TO STDOUT"], in: workspace)
        guard try await shell.exitCode() == 0 else { throw Unexpected(shell.standardError) }
        let text = shell.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        return try #require(Double(text), "\(text)")
    }

    @Test func `every picture is found first by its own file`() async throws {
        let client = try await ServedTestImages.shared.client()
        for file in Workspace.testImages {
            let first = try #require(try await client.searchByPicture(Data(contentsOf: file), limit: 1).first)
            #expect(file.path.hasSuffix(first.path))
            #expect(first.distance < 0.001, "\(first)")
        }
    }

    @Test(arguments: [1, 5, 59]) func `as many matches come back as were asked for`(limit: Int) async throws {
        let matches = try await ServedTestImages.shared.client().search("a red car", limit: limit)
        #expect(matches.count == min(limit, Workspace.testImages.count))
        #expect(matches.map(\.distance) == matches.map(\.distance).sorted())
    }

    @Test func `an odd query is answered`() async throws {
        let client = try await ServedTestImages.shared.client()
        for query in ["🌳", "дерево", "木", "x\u{0}y", String(repeating: "tree ", count: 400), "<script>", "%"] {
            #expect(try await client.search(query).count == 5, "\(query.prefix(20))")
        }
    }

    @Test(arguments: [
        ("/search-by-text", 422), ("/search-by-text?query=x&limit=0", 422), ("/search-by-text?query=x&limit=1001", 422),
        ("/search-by-text?query=x&limit=many", 422), ("/nowhere", 404), ("/healthz", 200), ("/readyz", 200),
        ("/openapi.json", 200), ("/docs", 200),
    ])
    func `a request gets its status`(path: String, status: Int) async throws {
        #expect(try await ServedTestImages.shared.client().get(path).status == status)
    }

    @Test func `what is no picture is refused and nothing is stored`() async throws {
        let client = try await ServedTestImages.shared.client()
        let picture = try Data(contentsOf: Workspace.testImages[0])
        for route in ["/upload", "/search-by-image"] {
            #expect(try await client.post(route, file: Data("hello".utf8)).status == 415)
            #expect(try await client.post(route, file: Data()).status == 415)
            #expect(try await client.post(route, file: picture.prefix(picture.count / 2)).status == 422)
            #expect(try await client.post(route, file: Data(count: 9 << 20)).status == 413)
        }
    }
}

/// Runs a block when the tests' process ends, so that no program outlives it.
private func atExit(_ block: @escaping @Sendable () -> Void) {
    ExitBlocks.shared.add(block)
}

private final class ExitBlocks: Sendable {
    static let shared: ExitBlocks = {
        atexit { ExitBlocks.shared.run() }
        return ExitBlocks()
    }()
    private let blocks = Mutex<[@Sendable () -> Void]>([])

    func add(_ block: @escaping @Sendable () -> Void) { blocks.withLock { $0.append(block) } }
    func run() { for block in blocks.withLock({ $0 }) { block() } }
}
