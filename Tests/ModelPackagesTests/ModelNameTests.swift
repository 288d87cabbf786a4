import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import ModelPackages

@Suite struct ModelNameTests {
    @Test func `demo is the model that ships with the project`() async throws {
        try await withTemporaryFolder { models in
            let model = try await FakeHub.resolve("demo", in: models, endpoint: "http://127.0.0.1:1")
            #expect(model == ResolvedModel(name: "demo", folder: "/the/demo", revision: nil))
        }
    }

    @Test func `a folder is used as it is, by its path or by its name within the folder of models`() async throws {
        try await withTemporaryFolder { models in
            let folder = models.appending(path: "mine")
            try writePackage(in: folder)
            for name in [folder.path, "mine"] {
                let model = try await FakeHub.resolve(name, in: models, endpoint: "http://127.0.0.1:1")
                #expect(model == ResolvedModel(name: "mine", folder: folder.path, revision: nil))
            }
        }
    }

    @Test func `files that were put in place by hand need no hub`() async throws {
        try await withTemporaryFolder { models in
            try writePackage(in: models.appending(path: "immich-app--ViT-B-32__openai"))
            for name in ["ViT-B-32__openai", "immich-app/ViT-B-32__openai", "vit-b-32__OpenAI"] {
                let model = try await FakeHub.resolve(name, in: models, endpoint: "http://127.0.0.1:1")
                #expect(model.name == "ViT-B-32__openai" && model.revision == nil)
            }
        }
    }

    @Test(arguments: [
        "", "nonsense", "a/b/c", "../escape", "owner/..", "/no/such/folder", "./here", "own er/name", "owner/", "a/b\n",
    ])
    func `what is no model is told with a hint of the choices, in one line`(name: String) async throws {
        try await withTemporaryFolder { models in
            let error = await #expect(throws: ModelHubError.self) {
                _ = try await FakeHub.resolve(name, in: models, endpoint: "http://127.0.0.1:1")
            }
            #expect(error?.code == .unknownName && error?.hint == .modelName)
        }
    }

    @Test func `what is installed is listed with its size, and whether it is complete`() async throws {
        try await withTemporaryFolder { models in
            #expect(try await ModelResolver.installed(in: models.appending(path: "none").path) == [])
            try writePackage(in: models.appending(path: "mine"))
            try models.write([1, 2], at: "owner--half/tokenizer.json")
            try models.write([1], at: "notes/readme.txt")
            try await FakeHub.run { _ = try await $0.resolve(in: models) }
            let installed = try await ModelResolver.installed(in: models.path)
            #expect(installed.map(\.name) == ["mine", "openai/clip-vit-base-patch32", "owner/half"])
            #expect(installed.map(\.isComplete) == [true, true, false])
            #expect(installed.map(\.size) == [4, 3_500_010, 2])
            #expect(installed.map(\.revision) == [nil, FakeHub.commit, nil])
        }
    }

    private func writePackage(in folder: URL) throws {
        for path in [
            "visual/model.onnx", "textual/model.onnx", "textual/tokenizer.json", "visual/preprocess_cfg.json",
        ] {
            try folder.write([1], at: path)
        }
    }
}
