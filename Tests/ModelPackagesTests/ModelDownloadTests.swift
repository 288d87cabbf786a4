import Foundation
import HTTPTesting
import ImageSearch
import ImageSearchTesting
import ModelPackages
import NIOHTTP1
import Synchronization
import Testing

/// Against a hub that answers as Hugging Face's, and fails as networks do.
@Suite(.ends(within: .seconds(120))) struct ModelDownloadTests {
    @Test func `a known model is downloaded once, and then needs no hub`() async throws {
        try await withTemporaryFolder { models in
            let last = Mutex<ModelProgress?>(nil)
            try await FakeHub.run { hub in
                let model = try await hub.resolve(in: models) { progress in last.withLock { $0 = progress } }
                #expect(model.name == "openai/clip-vit-base-patch32" && model.revision == FakeHub.commit)
                #expect(model.folder == models.appending(path: "Xenova--clip-vit-base-patch32").path)
                try expectWhole(models)
                let asked = hub.hub.requests.count + hub.storage.requests.count
                #expect(try await hub.resolve(in: models) == model)
                #expect(hub.hub.requests.count + hub.storage.requests.count == asked)
            }
            let progress = try #require(last.withLock { $0 })
            #expect(progress.bytes == progress.total && progress.total == 3_500_010)
            let offline = try await FakeHub.resolve(in: models, endpoint: "http://127.0.0.1:1")
            #expect(offline.revision == FakeHub.commit)
        }
    }

    @Test func `a download that is cut goes on where it was`() async throws {
        try await withTemporaryFolder { models in
            try await FakeHub.run(storage: cut(after: 1_100_000)) { hub in
                _ = try await hub.resolve(in: models)
                try expectWhole(models)
                let offsets = hub.storage.requests.filter { $0.target.contains("vision") }.map(offset)
                // What a cut takes with it differs from time to time.
                #expect(offsets.count >= 3 && offsets.first == 0)
                #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 && $1 <= $0 + 1_100_000 })
            }
        }
    }

    @Test func `the next program goes on where the last one was stopped`() async throws {
        try await withTemporaryFolder { models in
            let error = await #expect(throws: ModelHubError.self) {
                try await FakeHub.run(storage: { request, response in
                    var response = response
                    response.cutAfter = request.headers.contains(name: "range") ? 0 : 400_000
                    return response
                }) { _ = try await $0.resolve(in: models) }
            }
            #expect(error?.code == .unreachable)
            try await FakeHub.run { hub in
                _ = try await hub.resolve(in: models)
                try expectWhole(models)
                let resumed = try offset(of: #require(hub.storage.requests.first))
                #expect(resumed > 0 && resumed <= 400_000)
            }
        }
    }

    @Test func `a server that ignores ranges, or sends another part, costs only time`() async throws {
        let answers: [FakeHub.Change] = [
            { request, response in
                guard request.headers.contains(name: "range") else { return cutResponse(response, after: 100_000) }
                return LocalResponse(body: FakeHub.files[String(request.target.dropFirst())] ?? [])
            },
            { request, response in
                guard request.headers.contains(name: "range") else {
                    return response.body.count > 600_000 ? cutResponse(response, after: 600_000) : response
                }
                return LocalResponse(
                    .partialContent, headers: ["content-range": "bytes 5-9/10"], body: [1, 2, 3, 4, 5])
            },
        ]
        try await withTemporaryFolder { models in
            try await FakeHub.run(storage: answers[0]) { _ = try await $0.resolve(in: models) }
            try expectWhole(models)
        }
        try await withTemporaryFolder { models in
            let attempts = Atomic(0)
            try await FakeHub.run(storage: { request, response in
                attempts.add(1, ordering: .relaxed).newValue <= 3 ? answers[1](request, response) : response
            }) { _ = try await $0.resolve(in: models) }
            try expectWhole(models)
        }
    }

    @Test(arguments: ["onnx/text_model.onnx", "tokenizer.json"])
    func `wrong bytes are found out, once forgiven, and never left behind`(file: String) async throws {
        let damaged: FakeHub.Change = { request, response in
            guard request.method == .GET, response.status == .ok, request.target.hasSuffix(file) else {
                return response
            }
            var response = response
            response.body[0] ^= 1
            return response
        }
        try await withTemporaryFolder { models in
            let attempts = Atomic(0)
            let once: FakeHub.Change = { request, response in
                guard request.method == .GET, response.status == .ok, request.target.hasSuffix(file),
                    attempts.add(1, ordering: .relaxed).newValue == 1
                else { return response }
                return damaged(request, response)
            }
            try await FakeHub.run(hub: once, storage: once) { _ = try await $0.resolve(in: models) }
            try expectWhole(models)
        }
        try await withTemporaryFolder { models in
            let error = await #expect(throws: ModelHubError.self) {
                try await FakeHub.run(hub: damaged, storage: damaged) { _ = try await $0.resolve(in: models) }
            }
            #expect(error?.code == .damaged && error?.description.contains(file) == true)
            let left = try FileManager.default.subpathsOfDirectory(atPath: models.path)
            #expect(!left.contains { $0.hasSuffix(file) || $0.hasSuffix(".part") })
        }
    }

    @Test func `the token goes to the hub and nowhere else`() async throws {
        try await withTemporaryFolder { models in
            try await FakeHub.run { hub in
                _ = try await hub.resolve(in: models, token: " hf_secret\n")
                #expect(!hub.storage.requests.isEmpty)
                #expect(hub.storage.requests.allSatisfy { !$0.headers.contains(name: "authorization") })
                #expect(hub.hub.requests.allSatisfy { $0.headers["authorization"] == ["Bearer hf_secret"] })
            }
        }
    }

    @Test(
        arguments: [
            (.unauthorized, .refused, .modelAccess),
            (.forbidden, .refused, .modelAccess), (.notFound, .refused, .modelHub),
            (.tooManyRequests, .refused, .modelLimit), (.badGateway, .unreachable, nil),
        ] as [(HTTPResponseStatus, ModelHubError.Code, Hint?)])
    func `a refusal is explained in one line, without the token`(
        status: HTTPResponseStatus, code: ModelHubError.Code, hint: Hint?
    ) async throws {
        try await withTemporaryFolder { models in
            let error = await #expect(throws: ModelHubError.self) {
                try await FakeHub.run(hub: { _, _ in LocalResponse(status) }) {
                    _ = try await $0.resolve(in: models, token: "hf_secret")
                }
            }
            let line = try #require(error).description
            #expect(error?.code == code && error?.hint == hint)
            #expect(line.contains(FakeHub.repository))
            if hint == nil { #expect(line.contains("again later")) }
            #expect(!line.contains("hf_secret") && !line.contains("\n"))
        }
    }

    @Test func `no network gives one line with the address, the folder and a hint`() async throws {
        try await withTemporaryFolder { models in
            let gone = "http://127.0.0.1:1"
            let error = await #expect(throws: ModelHubError.self) {
                _ = try await FakeHub.resolve(in: models, endpoint: gone)
            }
            let line = try #require(error).description
            #expect(error?.code == .unreachable && error?.hint == .network)
            #expect(line.contains("\(gone)/\(FakeHub.repository)") && line.contains("Xenova--clip-vit-base-patch32"))
            #expect(!line.contains("\n"))
        }
    }

    @Test func `a file that is there already is used as it is`() async throws {
        try await withTemporaryFolder { models in
            let folder = models.appending(path: "Xenova--clip-vit-base-patch32")
            try folder.write([9, 9], at: "onnx/vision_model.onnx")
            try await FakeHub.run { hub in
                _ = try await hub.resolve(in: models)
                #expect(!hub.downloads.contains { $0.target.contains("vision") })
                #expect(try Data(contentsOf: folder.appending(path: "onnx/vision_model.onnx")) == Data([9, 9]))
            }
        }
    }

    @Test func `two downloads at once take turns, and each file arrives once`() async throws {
        try await withTemporaryFolder { models in
            try await FakeHub.run { hub in
                async let one = hub.resolve(in: models)
                async let other = hub.resolve("Xenova/clip-vit-base-patch32", in: models)
                #expect(try await one == other)
                try expectWhole(models)
                #expect(hub.downloads.count == FakeHub.needed.count)
            }
        }
    }

    @Test func `a cancelled download stops, and the next one goes on`() async throws {
        try await withTemporaryFolder { models in
            // It cannot end before it is cancelled, however late that is.
            let isWithheld = Atomic(true)
            try await FakeHub.run(storage: { request, response in
                var response = response
                response.isWithheld = request.target.contains("vision") && isWithheld.load(ordering: .relaxed)
                return response
            }) { hub in
                let (started, start) = AsyncStream<Void>.makeStream()
                let task = Task { try await hub.resolve(in: models) { _ in start.yield() } }
                for await _ in started { break }
                task.cancel()
                await #expect(throws: CancellationError.self) { _ = try await task.value }
                isWithheld.store(false, ordering: .relaxed)
                _ = try await hub.resolve(in: models)
                try expectWhole(models)
            }
        }
    }

    @Test func `a repository without a model says what one needs`() async throws {
        try await withTemporaryFolder { models in
            let error = await #expect(throws: ModelHubError.self) {
                try await FakeHub.run(files: ["pytorch_model.bin": [1]]) { _ = try await $0.resolve(in: models) }
            }
            #expect(error?.code == .unsuitable && error?.description.contains("visual/model.onnx") == true)
        }
    }

    @Test func `of the other layout too only what is needed is downloaded`() async throws {
        let files: [String: [UInt8]] = [
            "visual/model.onnx": [1], "visual/model.onnx_data": [2], "textual/model.onnx": [3], "config.json": [4],
            "textual/tokenizer.json": [5], "visual/preprocess_cfg.json": [6], "visual/model.armnn": [7],
            "visual/fp16/model.armnn": [8], "textual/vocab.json": [9],
        ]
        try await withTemporaryFolder { models in
            try await FakeHub.run(files: files) { hub in
                let model = try await hub.resolve(in: models)
                let all = try FileManager.default.subpathsOfDirectory(atPath: model.folder)
                let found = all.filter { $0.contains(".") && !$0.hasPrefix(".") && $0 != "manifest.json" }
                #expect(
                    found.sorted()
                        == files.keys.sorted().filter { !$0.hasSuffix("armnn") && !$0.hasSuffix("vocab.json") })
            }
        }
    }

    private func expectWhole(_ models: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let folder = models.appending(path: "Xenova--clip-vit-base-patch32")
        for path in FakeHub.needed {
            let bytes = try Data(contentsOf: folder.appending(path: path))
            #expect(bytes == Data(FakeHub.files[path] ?? []), "\(path)", sourceLocation: sourceLocation)
        }
        let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        let left = Set(all).subtracting(FakeHub.needed + [".lock", "manifest.json", "onnx"])
        #expect(left == [], sourceLocation: sourceLocation)
    }
}

/// Where the part that is asked for begins.
private func offset(of request: LocalRequest) -> Int {
    request.headers.first(name: "range")?.firstMatch(of: /bytes=(\d+)-/).flatMap { Int($0.output.1) } ?? 0
}

private func cut(after count: Int) -> FakeHub.Change {
    { _, response in cutResponse(response, after: count) }
}

private func cutResponse(_ response: LocalResponse, after count: Int) -> LocalResponse {
    var response = response
    if response.body.count > count { response.cutAfter = count }
    return response
}
