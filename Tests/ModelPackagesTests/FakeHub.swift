import AsyncHTTPClient
import Crypto
import Foundation
import HTTPTesting
import ImageSearch
import NIOHTTP1
import Synchronization
import Transfers

@testable import ModelPackages

/// A hub with one repository, and the host that it redirects to for large files; both answer as Hugging Face's do.
struct FakeHub: Sendable {
    typealias Change = @Sendable (_ request: LocalRequest, _ response: LocalResponse) -> LocalResponse?

    static let repository = "Xenova/clip-vit-base-patch32"
    static let commit = "0123456789abcdef0123456789abcdef01234567"
    /// Large enough to arrive in several pieces.
    static let weights = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    static let files: [String: [UInt8]] = [
        "onnx/vision_model.onnx": weights, "onnx/text_model.onnx": Array(weights.prefix(500_000)),
        "onnx/vision_model_fp16.onnx": [1], "tokenizer.json": Array("{}".utf8), "README.md": [2],
        "tokenizer_config.json": Array("{\"a\":1}".utf8), "config.json": [], "preprocessor_config.json": [3],
    ]
    static let needed = [
        "config.json", "onnx/text_model.onnx", "onnx/vision_model.onnx", "preprocessor_config.json", "tokenizer.json",
        "tokenizer_config.json",
    ]

    /// The hub itself, which holds the small files.
    let hub: LocalServer
    /// The host of the large files.
    let storage: LocalServer

    /// Requests for bytes, not for what is promised of them.
    var downloads: [LocalRequest] {
        hub.requests.filter { $0.method == .GET && $0.target.contains("/resolve/") && !Self.isLarge($0.target) }
            + storage.requests
    }

    /// Runs a test against a hub whose answers are changed.
    static func run<Result>(
        files: [String: [UInt8]] = files, hub changeHub: @escaping Change = { $1 },
        storage changeStorage: @escaping Change = { $1 }, _ test: (FakeHub) async throws -> Result
    ) async throws -> Result {
        try await LocalServer.run({ request in
            changeStorage(request, serve(files[String(request.target.dropFirst())] ?? [], request))
        }) { storage in
            try await LocalServer.run({ request in
                changeHub(request, answer(request, files, storage: storage.url))
            }) { hub in try await test(FakeHub(hub: hub, storage: storage)) }
        }
    }

    /// Resolves a name against this hub, without long waits.
    func resolve(
        _ name: String = "openai/clip-vit-base-patch32", in models: URL, token: String? = nil,
        limits: DownloadLimits = DownloadLimits(), progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws -> ResolvedModel {
        try await Self.resolve(name, in: models, endpoint: hub.url, token: token, limits: limits, progress: progress)
    }

    static func resolve(
        _ name: String = "openai/clip-vit-base-patch32", in models: URL, endpoint: String, token: String? = nil,
        limits: DownloadLimits = DownloadLimits(), progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws -> ResolvedModel {
        try await HTTPClient.withHTTPClient(configuration: .fileTransfer) { client in
            var resolver = ModelResolver(
                modelsDirectory: models.path, demoDirectory: "/the/demo", endpoint: endpoint,
                token: token.map { Secret($0) },
                backoff: Backoff(attempts: 3, base: .milliseconds(1)), client: client)
            resolver.limits = limits
            return try await resolver.resolve(name, progress: progress)
        }
    }

    private static func isLarge(_ target: String) -> Bool { target.hasSuffix(".onnx") }

    private static func answer(
        _ request: LocalRequest, _ files: [String: [UInt8]], storage: String
    ) -> LocalResponse {
        if request.target == "/api/models/\(repository)/revision/main" {
            let names = files.keys.sorted().map { "{\"rfilename\":\"\($0)\"}" }.joined(separator: ",")
            return LocalResponse(body: Array("{\"sha\":\"\(commit)\",\"siblings\":[\(names)]}".utf8))
        }
        let prefix = "/\(repository)/resolve/\(commit)/"
        guard request.target.hasPrefix(prefix), let bytes = files[String(request.target.dropFirst(prefix.count))]
        else { return LocalResponse(.notFound) }
        guard isLarge(request.target) else {
            var response = serve(bytes, request)
            response.headers.add(name: "etag", value: "\"\(gitBlob(bytes))\"")
            response.headers.add(name: "x-repo-commit", value: commit)
            return response
        }
        return LocalResponse(
            .found,
            headers: [
                "location": "\(storage)/\(request.target.dropFirst(prefix.count))", "x-repo-commit": commit,
                "x-linked-size": "\(bytes.count)", "x-linked-etag": "\"\(hex(SHA256.hash(data: bytes)))\"",
                "etag": "\"something else\"",
            ])
    }

    /// Answers with the whole file, or with the part that is asked for.
    private static func serve(_ bytes: [UInt8], _ request: LocalRequest) -> LocalResponse {
        guard let range = request.headers.first(name: "range")?.firstMatch(of: /bytes=(\d+)-/),
            let start = Int(range.output.1)
        else { return LocalResponse(body: bytes) }
        guard start < bytes.count else { return LocalResponse(.rangeNotSatisfiable) }
        return LocalResponse(
            .partialContent, headers: ["content-range": "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"],
            body: Array(bytes[start...]))
    }

    private static func gitBlob(_ bytes: [UInt8]) -> String {
        hex(Insecure.SHA1.hash(data: Array("blob \(bytes.count)\0".utf8) + bytes))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
