import ImageSearchTesting
import PostgresTesting
import Synchronization
import Testing

@testable import PostgresClient

@Suite(.timely) struct ReadinessTests {
    @Test func `all who ask at once, and soon after, share one question`() async throws {
        let questions = Mutex(0)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let probe = ReadinessProbe(memory: .seconds(3600)) {
            questions.withLock { $0 += 1 }
            for await _ in answers { break }
        }
        let abandoned = Task { try await probe.check() }
        while questions.withLock({ $0 }) == 0 { await Task.yield() }
        abandoned.cancel()
        let others = (0..<300).map { _ in Task { try await probe.check() } }
        answer.yield()
        for other in others { try await other.value }
        try await probe.check()
        #expect(questions.withLock { $0 } == 1)
    }

    @Test func `an answer is forgotten after a while, a bad one too`() async throws {
        let questions = Mutex(0)
        let probe = ReadinessProbe(memory: .zero) {
            let isFirst = questions.withLock { questions in
                questions += 1
                return questions == 1
            }
            if isFirst { throw DatabaseFailure(.unavailable, "away") }
        }
        await #expect(throws: DatabaseFailure.self) { try await probe.check() }
        try await probe.check()
        #expect(questions.withLock { $0 } == 2)
    }

    @Test func `a server that keeps silent is not ready`() async throws {
        let server = try FakeServer()
        let error = await #expect(throws: DatabaseFailure.self) { try await ReadinessProbe(server.settings).check() }
        #expect(error?.code == .unavailable)
    }
}

extension ServerTests {
    @Suite struct EndedConnectionTests {
        @Test func `a server that ended its connection is ready all the same`() async throws {
            let pool = ConnectionPool(try await TestServer.newDatabase(), size: 1)
            // The first connection is no matter of time, nor is the second.
            let probe = ReadinessProbe(pool.settings, memory: .zero, limit: .seconds(120))
            try await probe.check()
            let ended = try await pool.perform { session in
                try session.run(
                    .plain(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                ).count
            }
            #expect(ended > 0)
            try await probe.check()
        }
    }
}
