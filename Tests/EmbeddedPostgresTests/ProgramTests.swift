import Foundation
import ImageSearch
import ImageSearchTesting
import PostgresClient
import PostgresTesting
import Subprocess
import Testing

@testable import EmbeddedPostgres

/// How other programs are started.
@Suite(.ends(within: .seconds(180))) struct ProgramTests {
    #if os(Linux)
        @Test func `a child gets the descriptors 0 to 2 and no others`() async throws {
            try await TestServer.withFolder { folder in
                var ends: [Int32] = [0, 0]
                #expect(pipe(&ends) == 0)  // as a library may open them: without O_CLOEXEC
                defer { ends.forEach { close($0) } }
                let log = ServerLog(folder: try DataFolder(folder))
                try await Command.run(["sleep", "600"], log: log) { child in
                    try await isExecuted(child, "sleep")
                    #expect(try descriptors(child) == ["0", "1", "2"])
                    kill(child, SIGKILL)
                }
            }
        }

        @Test func `psql gets none of this program's descriptors`() async throws {
            try await TestServer.withFolder { folder in
                var ends: [Int32] = [0, 0]
                #expect(pipe(&ends) == 0)
                defer { ends.forEach { close($0) } }
                let pipe = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(ends[0])")
                try await EmbeddedServers.server(folder).run(.own) { settings in
                    let shell = DatabaseShell(psql: TestServer.binaries + "/psql", readsUsersFile: false)
                    let list = #"\! ls -l /proc/$PPID/fd > "\#(folder)/list""#
                    #expect(try await shell.run(settings, statement: list, environment: ["PATH": "/usr/bin:/bin"]) == 0)
                    let descriptors = try String(contentsOfFile: folder + "/list", encoding: .utf8)
                    #expect(descriptors.contains("socket:") && !descriptors.contains(pipe), "\(descriptors)")
                }
            }
        }

        @Test func `a server gets none of this program's descriptors`() async throws {
            try await TestServer.withFolder { folder in
                var ends: [Int32] = [0, 0]
                #expect(pipe(&ends) == 0)
                defer { ends.forEach { close($0) } }
                let pipe = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(ends[0])")
                try await EmbeddedServers.server(folder).run(.own) { settings in
                    for process in EmbeddedServers.processes(folder) {
                        // A child of the server may have ended meanwhile.
                        for descriptor in (try? descriptors(process)) ?? [] {
                            let target = try? FileManager.default.destinationOfSymbolicLink(
                                atPath: "/proc/\(process)/fd/\(descriptor)")
                            #expect(target != pipe)
                        }
                    }
                }
            }
        }

        private func descriptors(_ process: pid_t) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").sorted()
        }

        /// Until then, the child is a copy of this process.
        private func isExecuted(_ child: pid_t, _ name: String) async throws {
            while try String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8) != name + "\n" {
                try await Task.sleep(for: .milliseconds(1))
            }
        }
    #endif

    @Test(arguments: [(.exited(0), 0), (.exited(3), 3), (.signaled(9), 137)] as [(TerminationStatus, Int32)])
    func `an end is told as shells do`(status: TerminationStatus, code: Int32) {
        #expect(DatabaseShell.exitCode(of: status) == code)
    }

    @Test func `psql tells by its code how it ended`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { settings in
                let shell = DatabaseShell(psql: TestServer.binaries + "/psql", readsUsersFile: false)
                for (statement, code) in [
                    (#"\o /dev/null"#, 0), ("SELECT 1/0", 1), (#"\! kill -9 $PPID"#, 137),
                ] as [(String, Int32)] {
                    let ended = try await shell.run(
                        settings, statement: statement, environment: ["PATH": "/usr/bin:/bin"])
                    #expect(ended == code, "\(statement)")
                }
            }
        }
    }

    @Test func `psql ends when its work is cancelled`() async throws {
        try await TestServer.withFolder { folder in
            try await EmbeddedServers.server(folder).run(.own) { settings in
                let shell = DatabaseShell(psql: TestServer.binaries + "/psql", readsUsersFile: false)
                let task = Task {
                    try await shell.run(settings, statement: "SELECT pg_sleep(3600)", environment: [:])
                }
                let superuser = settings.user(ServerRole.superuser)
                let asleep = "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
                while try await EmbeddedServers.text(superuser, asleep) == "0" {}
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }
        }
    }

    @Test func `a database that is not there is told, and none is made`() async throws {
        try await TestServer.withFolder { folder in
            let path = folder + "/postgres"
            let looking = EmbeddedServer(
                folder: path, binaries: TestServer.binaries, database: "none", createsDatabase: false, log: silent)
            for isThere in [false, true] {
                if isThere { try await EmbeddedServers.server(folder).run(.own) { _ in } }
                let error = await #expect(throws: StoreError.self) { try await looking.run(.share) { _ in } }
                #expect(error?.hint == .noDatabase)
                #expect(FileManager.default.fileExists(atPath: path) == isThere)
            }
        }
    }
}
