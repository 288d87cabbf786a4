import Foundation
import HTTPTesting
import ImageSearchTesting
import ModelPackages
import NIOHTTP1
import Synchronization
import Testing

/// Sizes and ranges as no hub should write them.
@Suite(.timely) struct HubNumberTests {
    @Test(arguments: ["-1", "-9223372036854775808", "99999999999999999999", "1e308", "nan", "", "9007199254740993.0"])
    func `a size that no file can have counts as not told`(size: String) async throws {
        try await withTemporaryFolder { models in
            try await FakeHub.run(hub: { resized($1, to: size) }) { hub in _ = try await hub.resolve(in: models) }
        }
    }

    @Test(arguments: ["9223372036854775807", "9007199254740993"])
    func `sizes that are too large, or for their sum, end the download with a word`(size: String) async throws {
        try await withTemporaryFolder { models in
            await #expect(throws: ModelHubError.self) {
                try await FakeHub.run(hub: { resized($1, to: size) }) { _ = try await $0.resolve(in: models) }
            }
        }
    }

    @Test(arguments: [
        "", "bytes", "bytes ", "bytes -", "bytes -5-9/10", "bytes 9223372036854775807-9223372036854775807/*",
        "bytes 99999999999999999999-1/0", "bytes -9223372036854775808-1/2", "bytes 1e308-2/3", "bytes nan-1/2",
        "bytes */9223372036854775807", "9-10", "bytes 5-1/-1",
    ])
    func `a range that makes no sense costs only time`(range: String) async throws {
        try await withTemporaryFolder { models in
            let asked = Atomic(0)
            try await FakeHub.run(storage: { request, response in
                var response = response
                let isFirst = asked.add(1, ordering: .relaxed).oldValue == 0
                if isFirst { response.cutAfter = response.body.count / 2 }
                if request.headers.contains(name: "range") {
                    response.headers.replaceOrAdd(name: "content-range", value: range)
                }
                return response
            }) { hub in _ = try await hub.resolve(in: models) }
            let model = models.appending(path: "Xenova--clip-vit-base-patch32/onnx/vision_model.onnx")
            #expect(try Data(contentsOf: model) == Data(FakeHub.weights))
        }
    }
}

/// The answer with another size of a large file.
private func resized(_ response: LocalResponse, to size: String) -> LocalResponse {
    var response = response
    if response.headers.contains(name: "x-linked-size") {
        response.headers.replaceOrAdd(name: "x-linked-size", value: size)
    }
    return response
}
