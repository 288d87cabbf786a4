import Foundation
import ImageSearchTesting
import Platform
import ProgramTesting
import Testing

/// What survives a program, a database or a disk that goes away.
@Suite(.serialized, .ends(within: .seconds(300))) struct CrashTests {
    private func count(_ client: Client) async throws -> Int { try await client.search("a picture", limit: 1000).count }

    @Test(arguments: 1...3) func `kill -9 while 500 files are indexed loses nothing and doubles nothing`(_: Int)
        async throws
    {
        // At a moment that differs from run to run, with some of the work saved and the rest under way.
        let (workspace, first) = try await Workspace.interruptedIndexing(of: 500) { program, attempt in
            let (times, delay) = attempt == 1 ? (Int.random(in: 1...4), Double.random(in: 0..<0.1)) : (1, 0)
            program.signal(SIGKILL, after: "saved a batch", times: times, delay: delay)
        }
        #expect(try await first.exitCode() == -SIGKILL)

        let second = try await RunningProgram(["index"], in: workspace)
        #expect(try await second.exitCode() == 0, "\(second.standardError)")
        let counts = try second.indexed()
        #expect(counts.found == 500)
        // What the first has told as saved is there, and only the rest was embedded, each picture once.
        #expect(counts.unchanged >= max(1, first.savedPictures))
        #expect(counts.embedded == 500 - counts.unchanged && counts.reused == 0)

        let found = try await Distances(of: workspace)
        try await #expect(found.differences(from: UndisturbedIndex.shared.distances()) == [])
    }

    @Test func `kill -9 of the database while serving is survived`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(100)
        let program = try await RunningProgram(["serve"], in: workspace)
        let client = Client(port: try await program.port())
        let postmaster = try #require(try workspace.postmaster())
        kill(postmaster, SIGKILL)
        try await eventually("searches work again") { (try? await count(client)) == 100 }
        program.signal(SIGINT)
        #expect(try await program.exitCode() == 0, "\(program.standardError)")

        let next = try await RunningProgram(["serve"], in: workspace)
        #expect(try await count(Client(port: try await next.port())) == 100)
        next.signal(SIGINT)
        #expect(try await next.exitCode() == 0)
    }

    @Test func `kill -9 of program and database together is survived`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(60)
        let program = try await RunningProgram(["serve"], in: workspace)
        try await program.hasIndexed()
        let postmaster = try #require(try workspace.postmaster())
        program.signal(SIGKILL)
        kill(postmaster, SIGKILL)
        _ = try await program.exitCode()

        let next = try await RunningProgram(["index"], in: workspace)
        #expect(try await next.exitCode() == 0, "\(next.standardError)")
        #expect(next.standardError.contains("60 unchanged"), "\(next.standardError)")
    }

    @Test func `Ctrl-C while indexing stops cleanly and the next run goes on`() async throws {
        let (workspace, first) = try await Workspace.interruptedIndexing(of: 400) { program, _ in
            program.signal(SIGINT, after: "saved a batch", times: 1)
        }
        #expect(try await first.exitCode() == 130, "\(first.standardError)")
        #expect(try workspace.postmaster() == nil, "the database was left running")
        let second = try await RunningProgram(["index"], in: workspace)
        #expect(try await second.exitCode() == 0)
        #expect(second.standardError.contains("400 found"))
    }

    @Test func `a second program on the same data says who is there`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(3)
        let first = try await RunningProgram(["serve"], in: workspace)
        try await first.hasIndexed()
        let second = try await RunningProgram(["serve"], in: workspace)
        #expect(try await second.exitCode() == 69)
        #expect(second.standardError.contains("\(first.process.identifier)"), "\(second.standardError)")

        // A search beside it uses its database.
        let search = try await RunningProgram(["search", "a picture", "--limit", "3"], in: workspace)
        #expect(try await search.exitCode() == 0, "\(search.standardError)")
        #expect(search.standardOutput.split(separator: "\n").count == 3)
        first.signal(SIGTERM)
        #expect(try await first.exitCode() == 0)
    }

    @Test func `memory stays flat while 5,000 files are indexed`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(5000)
        let program = try await RunningProgram(["index"], in: workspace, settings: ["LOG_LEVEL": "debug"])
        var early = 0
        var late = 0
        while program.process.isRunning {
            let done = program.standardError.components(separatedBy: "saved a batch").count - 1
            let memory = program.memory
            if done < 40 { early = max(early, memory) } else { late = max(late, memory) }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await program.exitCode() == 0, "\(program.standardError.suffix(500))")
        #expect(program.standardError.contains("5000 found, 5000 embedded"), "\(program.standardError.suffix(500))")
        #expect(early > 0 && late > 0)
        // The pixels of half of the pictures are 500 MB. Each processor has an arena of the allocator, which may grow late.
        let allowance = (48 << 20) + ProcessInfo.processInfo.activeProcessorCount << 21
        #expect(late < early + allowance, "from \(early >> 20) MB in the first half to \(late >> 20) MB")
    }
}

extension Workspace {
    /// A program that was stopped at its work by what `interrupt` does in one attempt after another: how soon it is done
    /// depends on the machine.
    static func interruptedIndexing(
        of count: Int, _ interrupt: (RunningProgram, _ attempt: Int) -> Void
    ) async throws -> (Workspace, RunningProgram) {
        for attempt in 1...10 {
            let workspace = try Workspace()
            try workspace.addPictures(count)
            let program = try await RunningProgram(["index"], in: workspace, settings: ["LOG_LEVEL": "debug"])
            interrupt(program, attempt)
            if try await program.exitCode() != 0 { return (workspace, program) }
        }
        throw Unexpected("\(count) pictures were indexed ten times before a signal arrived")
    }

    /// The process number of the running database of this workspace.
    func postmaster() throws -> pid_t? {
        let file = folder.appendingPathComponent("data/postgres/cluster/postmaster.pid")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        return text.split(separator: "\n").first.flatMap { pid_t($0) }
    }
}
