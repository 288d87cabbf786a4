import ImageSearch
import ImageSearchTesting
import PostgresClient
import Testing

@testable import PostgresStore

extension ServerTests {
    /// Runs that go on at once, against the store in memory as the model of what must come of them.
    @Suite struct RunTests {
        @Test(arguments: 0..<8) func `runs in any order leave what the model says`(seed: UInt64) async throws {
            let real = try await Stores.new()
            let model = MemoryStore()
            try await model.adopt(ModelIdentity(name: "test", fingerprint: "weights", dimensions: 4))
            var random = SeededGenerator(seed: seed)
            var runs: [Run] = []
            for step in 0..<60 {
                let files = (0..<Int.random(in: 0...6, using: &random)).map { _ in file(&random) }
                let picked = Array(Dictionary(files.map { ($0.id, $0) }) { $1 }.values)
                switch Int.random(in: 0...6, using: &random) {
                case 0:
                    let folder = ["", "", "in"].randomElement(using: &random) ?? ""
                    let run = try await real.begin("source", below: folder)
                    #expect(try await model.begin("source", below: folder) == run, "step \(step)")
                    runs.append(run)
                case 1...2:
                    guard let run = runs.randomElement(using: &random) else { continue }
                    let unknown = try await real.unknown(among: picked, in: run)
                    #expect(try await model.unknown(among: picked, in: run) == unknown, "step \(step)")
                case 3:
                    let pictures = picked.map(picture)
                    try await real.save(pictures)
                    try await model.save(pictures)
                case 4:
                    let refusals = picked.map { Refusal(file: $0, reason: PictureError(.damaged, "cut")) }
                    try await real.refuse(refusals, rules: "rules")
                    try await model.refuse(refusals, rules: "rules")
                case 5:
                    guard let run = runs.randomElement(using: &random) else { continue }
                    runs.removeAll { $0 == run }
                    let guarded = UnreadablePaths(Bool.random(using: &random) ? [] : ["in/1", "2"])
                    let unseen = try await real.finish(run, guarding: guarded)
                    #expect(try await model.finish(run, guarding: guarded) == unseen, "step \(step)")
                default:
                    try await real.refresh(picked)
                    try await model.refresh(picked)
                }
                let found = try await real.nearest(1000, to: embedding).map(\.picture.id)
                let expected = try await model.nearest(to: embedding, limit: 1000)
                #expect(found == expected.map(\.id), "step \(step)")
            }
        }

        @Test func `a run that ends waits for whoever sees files, and takes none of them for gone`() async throws {
            let store = try await Stores.new()
            let seen = picture(
                PictureFile(location: PictureLocation(source: "source", path: "a"), size: 1, modified: 1))
            try await store.save([seen])
            let run = try await store.begin("source", below: "")
            let (marked, announcement) = AsyncStream.makeStream(of: Void.self)
            let seer = Task {
                try await store.database.change { session in
                    let sees = Sightings.share(["source"]) + Sightings.mark([seen.id], of: "source")
                    _ = try session.run([.plain("BEGIN")] + sees)
                    announcement.yield()
                    // Whoever waits for the lock does so until this transaction ends.
                    let waiting = Statement.plain(
                        """
                        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                        WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
                        """)
                    while try session.run(waiting).int64(0, 0) == 0 {}
                    _ = try session.run(.plain("COMMIT"))
                }
            }
            for await _ in marked { break }
            #expect(try await store.finish(run, guarding: UnreadablePaths()) == UnseenPictures())
            try await seer.value
            #expect(try await store.count() == 1)
        }

        @Test func `a run is remembered with what came of it`() async throws {
            let store = try await Stores.new()
            let files = ["a", "b"].map {
                PictureFile(location: PictureLocation(source: "s", path: $0), size: 1, modified: 1)
            }
            try await store.save(files.map(picture))
            let run = try await store.begin("s", below: "")
            _ = try await store.finish(run, guarding: UnreadablePaths(["b"]))
            let text = "SELECT (number, folder, finished >= begun, gone, kept)::text FROM runs ORDER BY number"
            #expect(try await store.texts(text) == ["(1,\"\",t,1,1)"])
        }

        @Test func `a run over pictures that did not change writes none of their rows`() async throws {
            let store = try await Stores.new()
            let pictures = Clusters(dimensions: 4).pictures(1000)
            try await store.save(pictures)
            let rows = "SELECT ctid::text FROM images ORDER BY id"
            let before = try await store.texts(rows)
            for _ in 0..<2 {
                let run = try await store.begin("clusters", below: "")
                for start in stride(from: 0, to: 1000, by: 250) {
                    let files = pictures[start..<start + 250].map(\.file)
                    #expect(try await store.unknown(among: files, in: run).isEmpty)
                }
                #expect(try await store.finish(run, guarding: UnreadablePaths()) == UnseenPictures())
            }
            #expect(try await store.texts(rows) == before)
            #expect(try await store.texts("SELECT DISTINCT run::text FROM sightings") == ["2"])
        }

        private let embedding = Embedding(normalized: [1, 0, 0, 0])

        private func file(_ random: inout SeededGenerator) -> PictureFile {
            let path = (Bool.random(using: &random) ? "in/" : "") + String(Int.random(in: 0..<5, using: &random))
            let state = FileState(
                size: 1, modified: Int64.random(in: 0...1, using: &random),
                version: Bool.random(using: &random) ? "v" : nil)
            return PictureFile(location: PictureLocation(source: "source", path: path), state: state)
        }

        private func picture(_ file: PictureFile) -> Picture {
            Picture(
                file: file, content: ContentHash(of: Array(file.location.path.utf8)), embedding: embedding,
                facts: Facts(width: 1, height: 2, format: .png))
        }
    }
}
