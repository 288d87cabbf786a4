import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearch
import ImageSearchTesting
import Testing

/// What a search answers.
struct Answered: Decodable, Equatable {
    struct Hit: Decodable, Equatable {
        let id: String
        let path: String
        let source: String
        let distance: Double?
        let hidden: Int
        let date: String
        let date_of: String
        let colour: String?
        let width: Int?
        let format: String?
        let version: String
    }

    let query: String
    let matches: [Hit]
    let next: String?
    let notes: [String]

    var ids: [String] { matches.map(\.id) }
}

@Suite struct QueryRouteTests {
    private let red = FakeDecoder.picture(red: 200)
    private let blue = FakeDecoder.picture(blue: 200)

    /// A service that holds a red and a blue picture, and the ids of both.
    private func colours() async throws -> (service: TestService, red: String, blue: String) {
        let service = TestService()
        let ids = try await service.application().test(.router) { client in
            var ids: [String] = []
            for picture in [red, blue] {
                let uploaded = try await client.send(picture, to: "/upload")
                let answer = try JSONSerialization.jsonObject(with: Data(of: uploaded.body)) as? [String: Any]
                ids.append(try #require(answer?["id"] as? String))
            }
            return ids
        }
        return (service, ids[0], ids[1])
    }

    @Test func `the same query over GET, JSON and a form finds the same`() async throws {
        let (service, red, blue) = try await colours()
        for (text, parts, first) in [
            ("red", #"{"terms": [{"words": "red"}]}"#, red),
            ("blue - red", #"{"terms": [{"words": "blue"}, {"words": "red", "weight": -1}]}"#, blue),
            ("2:id:\(blue)", #"{"terms": [{"id": "\#(blue)", "weight": 2}]}"#, blue),
            ("red -type:gif", #"{"terms": [{"words": "red"}], "not": {"type": ["gif"]}}"#, red),
        ] {
            let answers = [
                try await service.search(text), try await service.post(parts),
                try await service.post(#"{"query": "\#(text)"}"#),
                try await service.postForm([("query", Array(text.utf8), false)]),
                try await service.postForm([("query", Array(parts.utf8), false)]),
            ]
            #expect(answers[0].ids.first == first, "\(text)")
            #expect(answers.allSatisfy { $0 == answers[0] }, "\(text)")
            #expect(answers[0].query == text)
            #expect(try await service.search(answers[0].query) == answers[0])
        }
    }

    @Test func `pictures come with a query in fields of a form`() async throws {
        let (service, red, blue) = try await colours()
        let answer = try await service.postForm([
            ("query", Array("picture:sky - picture:wall".utf8), false), ("sky", self.blue, true),
            ("wall", self.red, true),
        ])
        #expect(answer.ids == [blue, red])
        #expect(answer.query == "picture:sky - picture:wall")
        #expect(
            service.model.files.suffix(2).sorted { $0.count < $1.count }
                == [self.blue, self.red].sorted { $0.count < $1.count })
    }

    @Test func `a picture of the query that is none is refused as such`() async throws {
        let response = try await TestService().application().test(.router) { client in
            let body = formBody([("query", Array("picture:a".utf8), false), ("a", Array("<html>".utf8), true)])
            return try await client.execute(
                uri: "/search", method: .post, headers: [.contentType: "multipart/form-data; boundary=line"],
                body: ByteBuffer(bytes: body))
        }
        #expect(response.status == .unsupportedMediaType)
    }

    @Test func `pages follow one another until the end, over GET and POST`() async throws {
        let service = TestService()
        try await service.fill(25)
        let all = try await service.search("x", more: "&limit=25").ids
        var (cursor, seen): (String?, [String]) = (nil, [])
        for _ in 0..<3 {
            let page = try await service.search("x", more: "&limit=10" + (cursor.map { "&cursor=\($0)" } ?? ""))
            let posted = try await service.post(
                #"{"query": "x", "limit": 10, "cursor": \#(cursor.map { "\"\($0)\"" } ?? "null")}"#)
            #expect(page == posted)
            seen += page.ids
            cursor = page.next
        }
        #expect(seen == all && cursor == nil)
    }

    @Test func `a cursor of another query is refused`() async throws {
        let service = TestService()
        try await service.fill(10)
        let cursor = try #require(try await service.search("x").next)
        try await service.application().test(.router) { client in
            for uri in [
                "/search?q=y&cursor=\(cursor)", "/search?q=x%20type:gif&cursor=\(cursor)", "/images?cursor=\(cursor)",
            ] {
                let response = try await client.execute(uri: uri, method: .get)
                #expect(response.status == .unprocessableContent)
                #expect(String(buffer: response.body).contains(#""loc":["query","cursor"]"#))
            }
            let posted = try await client.execute(
                uri: "/search", method: .post, body: ByteBuffer(string: #"{"query": "y", "cursor": "\#(cursor)"}"#))
            #expect(String(buffer: posted.body).contains(#""loc":["body","cursor"]"#))
        }
    }

    /// Its parts are no secret, so that anyone can make one.
    @Test(arguments: ["7fe1ccf385ebc8a0", "ffefffffffffffff", "43f0000000000000", "0000000000000000"])
    func `a forged cursor harms nobody`(value: String) async throws {
        let service = TestService()
        try await service.fill(10)
        for (path, query) in [
            ("/search", "x"), ("/images", ""), ("/images", "sort:oldest"), ("/search", "x sort:newest"),
        ] {
            let target = query.replacing(" ", with: "%20")
            let first = try await service.ask("\(path)?q=\(target)")
            let cursor = try #require(first.next)
            let forged = cursor.prefix(18) + value + cursor.dropFirst(34)
            try await service.application().test(.router) { client in
                let response = try await client.execute(uri: "\(path)?q=\(target)&cursor=\(forged)", method: .get)
                #expect([.ok, .unprocessableContent].contains(response.status))
            }
        }
    }

    @Test func `the limit of the URL counts more than that of the text`() async throws {
        let service = TestService()
        try await service.fill(20)
        #expect(try await service.search("x").matches.count == Page.defaultLimit)
        #expect(try await service.search("x%20limit:7").matches.count == 7)
        #expect(try await service.search("x%20limit:7", more: "&limit=9").matches.count == 9)
        #expect(try await service.search("").matches.count == Page.defaultLimit)
    }

    @Test func `a hit tells what is known of its picture`() async throws {
        let service = TestService()
        let location = PictureLocation(source: "phone", path: "a/b.jpg")
        var facts = Facts(width: 40, height: 30, format: .heic, colour: 0x0A0B0C)
        facts.taken = CaptureTime(wallClock: 1_717_243_200, offset: -150)
        try await service.store.save([
            Picture(
                file: PictureFile(location: location, size: 5, modified: -1_000_000_000), content: ContentHash(of: [1]),
                embedding: try Embedding(normalizing: [1, 2, 3, 4]), facts: facts)
        ])
        let hit = try #require(try await service.search("x").matches.first)
        #expect(hit.path == "phone/a/b.jpg" && hit.source == "phone")
        #expect(hit.colour == "#0a0b0c" && hit.width == 40 && hit.format == "heic")
        #expect(hit.date == "2024-06-01T12:00:00-02:30" && hit.date_of == "taken")
        #expect(ContentHash(of: [1]).description.hasPrefix(hit.version))
        let picture = try await service.members("/images/\(PictureID(location))")
        #expect(picture["modified"] as? String == "1969-12-31T23:59:59Z")
        #expect(picture["sha256"] as? String == ContentHash(of: [1]).description)
        #expect(picture["camera"] is NSNull && picture["size"] as? Int == 5)
        #expect(picture["duplicates"] as? Int == 0)
    }

    @Test func `a picture tells how many others have its bytes`() async throws {
        let service = TestService()
        try await service.fill(3)
        let copies = try (0..<2).map { number in
            Picture(
                file: PictureFile(
                    location: PictureLocation(source: "s", path: "\(number)"), state: FileState(size: 1, modified: 1)),
                content: ContentHash(of: Array("1".utf8)), embedding: try Embedding(normalizing: [1, 1, 1, 1]),
                facts: nil)
        }
        try await service.store.save(copies)
        #expect(try await service.members("/images/\(TestService.id(1))")["duplicates"] as? Int == 2)
        #expect(try await service.members("/images/\(TestService.id(2))")["duplicates"] as? Int == 0)
    }

    @Test func `what may have been meant is noted`() async throws {
        let service = TestService()
        #expect(try await service.search("tpye:heic").notes.count == 1)
        #expect(try await service.search("type:heic").notes.isEmpty)
    }
}

@Suite struct ImageRouteTests {
    @Test func `pictures are gone through by date, page by page`() async throws {
        let service = TestService()
        try await service.fill(12)
        let first = try await service.ask("/images?limit=7")
        let second = try await service.ask("/images?limit=7&cursor=\(try #require(first.next))")
        #expect(Set(first.ids + second.ids).count == 12 && second.next == nil)
        #expect(first.matches.allSatisfy { $0.distance == nil })
        let none = try await service.ask("/images?q=type:gif")
        #expect(none.matches.isEmpty && none.query == "type:gif")
    }

    @Test func `those that meet conditions are counted`() async throws {
        let service = TestService()
        try await service.fill(12)
        _ = try await service.store.setFavourite(TestService.id(3), true)
        for (query, count) in [("", 12), ("?q=sort:oldest", 12), ("?q=fav", 1), ("?q=-fav", 11), ("?q=type:gif", 0)] {
            let answer = try await service.members("/count\(query)")
            #expect(answer["pictures"] as? Int == count && answer["is_exact"] as? Bool == true, "\(query)")
        }
    }

    @Test func `similar ones are the nearest, without the picture itself`() async throws {
        let service = TestService()
        try await service.fill(30)
        for limit in [1, 5, 29, 40] {
            let similar = try await service.ask("/images/\(TestService.id(7))/similar?limit=\(limit)")
            let all = try await service.search("id:\(TestService.id(7))", more: "&limit=30").ids
            #expect(similar.ids == all.filter { $0 != "\(TestService.id(7))" }.prefix(limit).map { $0 })
        }
    }
}

extension TestService {
    func ask(_ uri: String) async throws -> Answered {
        let response = try await application().test(.router) { try await $0.execute(uri: uri, method: .get) }
        #expect(response.status == .ok, "\(uri)")
        return try JSONDecoder().decode(Answered.self, from: Data(of: response.body))
    }

    /// A text as it stands in a URL, but for spaces.
    func search(_ text: String, more: String = "") async throws -> Answered {
        try await ask("/search?q=\(text.replacing(" ", with: "%20"))\(more)")
    }

    func post(_ json: String) async throws -> Answered {
        try await send([.contentType: "application/json"], Array(json.utf8))
    }

    func postForm(_ fields: [(name: String, bytes: [UInt8], isFile: Bool)]) async throws -> Answered {
        try await send([.contentType: "multipart/form-data; boundary=line"], formBody(fields))
    }

    private func send(_ headers: HTTPFields, _ body: [UInt8]) async throws -> Answered {
        let response = try await application().test(.router) { client in
            try await client.execute(uri: "/search", method: .post, headers: headers, body: ByteBuffer(bytes: body))
        }
        #expect(response.status == .ok, "\(String(buffer: response.body))")
        return try JSONDecoder().decode(Answered.self, from: Data(of: response.body))
    }

    func members(_ uri: String) async throws -> [String: Any] {
        let response = try await application().test(.router) { try await $0.execute(uri: uri, method: .get) }
        #expect(response.status == .ok, "\(uri)")
        return try #require(JSONSerialization.jsonObject(with: Data(of: response.body)) as? [String: Any])
    }
}

@Suite(.timely) struct SameQueryTests {
    @Test func `200 generated queries find the same over GET, POST and forms`() async throws {
        let service = TestService()
        try await service.fill(40)
        var random = SeededGenerator(seed: 11)
        let queries = try (0..<200).map { _ in try Query.generated(using: &random).askable(using: &random) }
        try await service.application().test(.router) { client in
            for query in queries {
                let (text, json) = (query.description, QueryJSON.text(of: query))
                let pictures = query.pictures.sorted().map {
                    (name: $0, bytes: FakeDecoder.picture(red: UInt8($0.utf8.count)), isFile: true)
                }
                var answers: [Answered] = []
                // In a form, what begins with a brace is JSON.
                for form in [text, json] where form == json || !form.hasPrefix("{") {
                    answers.append(
                        try await client.post(
                            "multipart/form-data; boundary=line",
                            formBody([("query", Array(form.utf8), false)] + pictures)))
                }
                if pictures.isEmpty {
                    let encoded = text.utf8.map { "%" + hexadecimal([$0]) }.joined()
                    let got = try await client.execute(uri: "/search?q=\(encoded)", method: .get)
                    answers.append(try JSONDecoder().decode(Answered.self, from: Data(of: got.body)))
                    answers.append(try await client.post("application/json", Array(json.utf8)))
                }
                #expect(answers.allSatisfy { $0 == answers[0] }, "\(text)")
                #expect(answers[0].query == text)
            }
        }
    }
}

extension Query {
    /// The same about pictures that are there: stored ones of the test, others under names that a form can carry.
    fileprivate func askable(using random: inout some RandomNumberGenerator) throws -> Query {
        let terms = try terms.map { term in
            switch term.kind {
            case .words: term
            case .stored:
                try Term(.stored(TestService.id(.random(in: 0..<40, using: &random)), part: nil), weight: term.weight)
            case .picture(let name, _): try Term(.picture("p\(name.utf8.count % 7)", part: nil), weight: term.weight)
            }
        }
        return try Query(
            terms, filter: filter, order: order, onlyLikely: onlyLikely, collapsing: collapsing, page: page)
    }
}

extension TestClientProtocol {
    fileprivate func post(_ type: String, _ body: [UInt8]) async throws -> Answered {
        let response = try await execute(
            uri: "/search", method: .post, headers: [.contentType: type], body: ByteBuffer(bytes: body))
        #expect(response.status == .ok, "\(String(buffer: response.body))")
        return try JSONDecoder().decode(Answered.self, from: Data(of: response.body))
    }
}
