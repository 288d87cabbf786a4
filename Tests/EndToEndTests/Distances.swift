import Foundation
import ProgramTesting
import Testing

/// How far each picture of a library is from a few queries: whoever has these right has all of its embeddings right.
struct Distances: Sendable {
    private static let queries = ["a picture", "a green tree", "a red car at night", "the sea"]

    /// By the name of the file; one that came more than once is there as often.
    private var byName: [String: [[Double]]] = [:]

    /// Asks the program for all pictures of a workspace that was indexed.
    init(of workspace: Workspace) async throws {
        let program = try await RunningProgram(["serve"], in: workspace)
        let client = Client(port: try await program.port())
        for query in Self.queries {
            let matches = try await client.search(query, limit: 1000)
            for (name, matches) in Dictionary(
                grouping: matches, by: { URL(fileURLWithPath: $0.path).lastPathComponent })
            {
                byName[name, default: []].append(matches.map(\.distance))
            }
        }
        program.signal(SIGTERM)
        #expect(try await program.exitCode() == 0, "\(program.standardError)")
    }

    /// The pictures that are not in both, not once in both, or not equally far from each query.
    func differences(from other: Distances) -> [String] {
        Set(byName.keys).union(other.byName.keys).filter { name in
            let (mine, others) = (byName[name] ?? [], other.byName[name] ?? [])
            guard mine.count == Self.queries.count, others.count == mine.count else { return true }
            return zip(mine, others).contains { mine, others in
                mine.count != 1 || others.count != 1 || abs(mine[0] - others[0]) > 1e-5
            }
        }.sorted()
    }
}

/// 500 pictures that were indexed without a disturbance, once for all who compare theirs.
actor UndisturbedIndex {
    static let shared = UndisturbedIndex()
    private var task: Task<Distances, any Error>?

    func distances() async throws -> Distances {
        let task =
            task
            ?? Task {
                let workspace = try Workspace()
                try workspace.addPictures(500)
                let program = try await RunningProgram(["index"], in: workspace)
                #expect(try await program.exitCode() == 0, "\(program.standardError)")
                return try await Distances(of: workspace)
            }
        self.task = task
        return try await task.value
    }
}

extension RunningProgram {
    /// The pictures of all batches that it has told as saved.
    var savedPictures: Int {
        standardError.matches(of: /saved a batch of (\d+)/).reduce(0) { $0 + (Int($1.output.1) ?? 0) }
    }

    /// The numbers of the line that ends an indexing run.
    func indexed() throws -> (found: Int, embedded: Int, reused: Int, unchanged: Int) {
        let line = /(\d+) found, (\d+) embedded, (\d+) reused, (\d+) unchanged/
        let numbers = try #require(standardError.firstMatch(of: line), "\(standardError)").output
        return (Int(numbers.1) ?? 0, Int(numbers.2) ?? 0, Int(numbers.3) ?? 0, Int(numbers.4) ?? 0)
    }
}
