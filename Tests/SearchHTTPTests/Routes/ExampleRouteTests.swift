import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Synchronization
import Testing

/// What the page tells of a library: what to try, and what was passed over.
@Suite(.timely) struct ExampleRouteTests {
    private func ask(_ service: TestService, _ uri: String) async throws -> String {
        try await service.application().test(.router) { client in
            String(buffer: try await client.execute(uri: uri, method: .get).body)
        }
    }

    /// Pictures with hashes, each in a direction of its own.
    private func fill(_ service: TestService, _ numbers: Range<Int>) async throws {
        let pictures = try numbers.map { number in
            Picture(
                file: PictureFile(
                    location: PictureLocation(source: "s", path: "\(number).jpg"),
                    state: FileState(size: 1, modified: 1)),
                content: ContentHash(of: [UInt8(number)]),
                embedding: try Embedding(normalizing: [Float(number), 1, 0, 0]),
                facts: Facts(width: 1, height: 1, format: .jpeg, perceptualHash: UInt64(number)))
        }
        try await service.store.save(pictures)
    }

    @Test func `texts to try find something, and are found once`() async throws {
        let scorer = NamingScorer()
        let service = TestService(scorer: scorer)
        try await fill(service, 0..<8)
        try await service.application().test(.router) { client in
            for limit in [6, 2] {
                let response = try await client.execute(uri: "/examples?limit=\(limit)", method: .get)
                let texts = try #require(JSONSerialization.jsonObject(with: Data(of: response.body)) as? [String])
                #expect(!texts.isEmpty && texts.count <= limit && Set(texts).count == texts.count)
            }
            let asked = scorer.asked
            #expect(asked == 8)
            try await fill(service, 8..<9)
            _ = try await client.execute(uri: "/examples", method: .get)
            #expect(scorer.asked == asked, "one more picture changes nothing")
            try await fill(service, 9..<30)
            _ = try await client.execute(uri: "/examples", method: .get)
            #expect(scorer.asked > asked)
        }
    }

    @Test func `what a busy machine had no time for is found by those who ask later`() async throws {
        let scorer = NamingScorer()
        var service = TestService(scorer: scorer)
        service.examplesWithin = .zero
        let filled = service
        try await fill(service, 0..<8)
        try await service.application().test(.router) { client in
            var counts: [Int] = []
            for looked in 1...8 {
                let body = try await client.execute(uri: "/examples?limit=20", method: .get).body
                counts.append(try #require(JSONSerialization.jsonObject(with: Data(of: body)) as? [String]).count)
                #expect(scorer.asked == looked, "each picture is looked at once")
            }
            #expect(counts == counts.sorted() && counts[7] > counts[0], "\(counts)")
            _ = try await client.execute(uri: "/examples", method: .get)
            #expect(scorer.asked == 8, "then they are known")
            try await fill(filled, 8..<16)
            for _ in 1...3 { _ = try await client.execute(uri: "/examples?limit=1", method: .get) }
            #expect(scorer.asked == 9, "no more than is asked for")
        }
    }

    @Test func `there is nothing to try where nothing is likely, or nobody can tell`() async throws {
        var service = TestService()
        try await fill(service, 0..<8)
        #expect(try await ask(service, "/examples") == "[]")
        service.scorer = NamingScorer(band: .maybe)
        #expect(try await ask(service, "/examples") == "[]")
        #expect(try await ask(service, "/examples?limit=0").contains("greater_than_equal"))
    }

    @Test func `what was passed over is told with its reason, part by part`() async throws {
        let service = TestService()
        let refusals = (0..<5).map { number in
            Refusal(
                file: PictureFile(
                    location: PictureLocation(source: "s", path: "\(number).jpg"),
                    state: FileState(size: 1, modified: 1)),
                reason: PictureError(.damaged, "it ends in the middle"))
        }
        try await service.store.refuse(refusals, rules: "some")
        var (paths, cursor): (Set<String>, String) = ([], "")
        for count in [2, 2, 1] {
            let part = try await service.members("/problems?limit=2\(cursor)")
            let problems = try #require(part["problems"] as? [[String: Any]])
            #expect(problems.count == count)
            #expect(problems.allSatisfy { $0["code"] as? String == "damaged" && $0["source"] as? String == "s" })
            #expect(problems.allSatisfy { $0["reason"] as? String == "damaged: it ends in the middle" })
            paths.formUnion(problems.compactMap { $0["path"] as? String })
            cursor = (part["next"] as? String).map { "&cursor=\($0)" } ?? ""
        }
        #expect(cursor.isEmpty && paths == Set((0..<5).map { "s/\($0).jpg" }))
        #expect(try await ask(service, "/problems?cursor=x").contains(#""loc":["query","cursor"]"#))
    }
}
