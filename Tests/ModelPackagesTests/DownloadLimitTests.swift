import Foundation
import HTTPTesting
import ImageSearchTesting
import NIOHTTP1
import Testing

@testable import ModelPackages

/// Against a hub that promises too much, or sends without end.
@Suite(.ends(within: .seconds(120))) struct DownloadLimitTests {
    private func error(
        _ models: URL, limits: DownloadLimits = DownloadLimits(), hub: @escaping FakeHub.Change = { $1 },
        storage: @escaping FakeHub.Change = { $1 }, downloads: Bool
    ) async throws -> ModelHubError {
        try await FakeHub.run(hub: hub, storage: storage) { hub in
            let error = await #expect(throws: ModelHubError.self) {
                _ = try await hub.resolve(in: models, limits: limits)
            }
            #expect(hub.downloads.isEmpty == !downloads)
            return try #require(error)
        }
    }

    /// Answers to questions about one file promise another size.
    private func promising(_ size: String, for file: String = "onnx/vision_model.onnx") -> FakeHub.Change {
        { request, response in
            guard request.target.hasSuffix(file), response.headers.contains(name: "x-linked-size") else {
                return response
            }
            var response = response
            response.headers.replaceOrAdd(name: "x-linked-size", value: size)
            return response
        }
    }

    @Test(arguments: ["20000000001", "19999999990", "9223372036854775807"])
    func `a model that promises more than there may be is not begun`(size: String) async throws {
        try await withTemporaryFolder { models in
            let error = try await error(models, hub: promising(size), downloads: false)
            #expect(error.code == .unsuitable && error.description.contains("20000 MB"))
            #expect(error.description.contains(FakeHub.repository))
        }
    }

    @Test func `a model for which the disk has no room is not begun`() async throws {
        try await withTemporaryFolder { models in
            let small = DownloadLimits(freeBytes: { _ in 3_499_999 })
            let error = try await error(models, limits: small, downloads: false)
            #expect(error.code == .full && error.description.contains("needs 3 MB more"))
            // An earlier download's plan is held to the same.
            try await FakeHub.run(storage: { _, _ in LocalResponse(.forbidden) }) { hub in
                await #expect(throws: ModelHubError.self) { _ = try await hub.resolve(in: models) }
            }
            #expect(try await self.error(models, limits: small, downloads: false).code == .full)
            try await FakeHub.run { hub in
                _ = try await hub.resolve(in: models, limits: DownloadLimits(freeBytes: { _ in 3_600_000 }))
            }
        }
    }

    @Test func `a file that grows beyond its promised size is cut off`() async throws {
        try await withTemporaryFolder { models in
            let error = try await error(
                models,
                storage: { request, response in
                    var response = response
                    response.isEndless = request.target.contains("vision")
                    return response
                }, downloads: true)
            #expect(error.code == .damaged)
            #expect(error.description.contains("onnx/vision_model.onnx") && error.description.contains("3000000 bytes"))
            try expectNothingLeft(of: "vision_model", in: models)
        }
    }

    @Test func `a file of untold size ends where all room does`() async throws {
        try await withTemporaryFolder { models in
            let endless: FakeHub.Change = { request, response in
                guard request.target.hasSuffix("/tokenizer.json") else { return response }
                var response = LocalResponse(body: Array(repeating: 7, count: 100_000))
                response.isEndless = true
                return response
            }
            let error = try await error(
                models, limits: DownloadLimits(mostBytes: 5_000_000), hub: endless, downloads: true)
            #expect(error.code == .unsuitable && error.description.contains("5 MB"))
            try expectNothingLeft(of: "tokenizer.json", in: models)
        }
    }

    @Test func `a file that is listed a thousand times is asked for once`() async throws {
        try await withTemporaryFolder { models in
            let names = Array(repeating: FakeHub.needed, count: 1000).joined().map { "{\"rfilename\":\"\($0)\"}" }
            let listing = "{\"sha\":\"\(FakeHub.commit)\",\"siblings\":[\(names.joined(separator: ","))]}"
            try await FakeHub.run(hub: { request, response in
                request.target.hasPrefix("/api/") ? LocalResponse(body: Array(listing.utf8)) : response
            }) { hub in
                _ = try await hub.resolve(in: models)
                #expect(hub.hub.requests.filter { $0.method == .HEAD }.count == FakeHub.needed.count)
            }
        }
    }

    private func expectNothingLeft(of name: String, in models: URL) throws {
        let left = try FileManager.default.subpathsOfDirectory(atPath: models.path)
        #expect(!left.contains { $0.contains(name) })
    }
}
