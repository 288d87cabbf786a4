import Foundation
import ImageSearch
import ImageSearchTesting
import ModelPackages
import Testing
import WorkerProcesses

@testable import CLIPEmbedding

/// Damaged and hostile models, through the process that tries them.
@Suite(.serialized) struct ModelCheckTests {
    /// The program that was built together with these tests.
    private static let program: String = {
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/imagesearch") {
            folder.deleteLastPathComponent()
        }
        return folder.path + "/imagesearch"
    }()

    private static let limits = TrialLimits(seconds: 20, wholeSeconds: 1800, megabytes: 4096)
    private static let check = ModelCheck(program: program) { _ in limits }

    /// Runs a test on a copy of a tiny package, with a cache folder beside it.
    private func withPackage(
        _ layout: String = "openclip", _ body: (_ package: URL, _ cache: URL) async throws -> Void
    ) async throws {
        try await TinyModels.withCopy(of: layout) { copy in
            let cache = copy.deletingLastPathComponent().appending(path: "cache")
            try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
            try await body(copy, cache)
        }
    }

    private func load(
        _ package: URL, _ cache: URL?, _ towers: CLIPEmbedder.Towers, _ precision: Precision = .auto,
        check: ModelCheck = check
    ) async throws -> CLIPEmbedder {
        try await CLIPEmbedder(
            ModelPackage(folder: package.path), name: "tiny", precision: precision, towers: towers,
            cacheFolder: cache?.path, check: check)
    }

    private func marks(_ cache: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache.path).filter { !$0.hasSuffix(".blob") }
    }

    @Test func `a tower that has passed is not tried again until it changes`() async throws {
        try await withPackage { package, cache in
            let none = ModelCheck(program: "/nowhere")
            await #expect { try await load(package, cache, .textOnly, check: none) } throws: {
                ($0 as? ModelError)?.code == .untried
            }
            #expect(try marks(cache).isEmpty)
            _ = try await load(package, cache, .textOnly)
            #expect(try marks(cache).count == 1)
            let compiled = try FileManager.default.contentsOfDirectory(atPath: cache.path).filter {
                $0.hasSuffix(".blob")
            }
            #expect(compiled.count == 1, "loading takes what the trial has compiled")
            _ = try await load(package, cache, .textOnly, check: none)
            await #expect(throws: ModelError.self) { try await load(package, cache, .both, check: none) }
            _ = try await load(package, cache, .both)
            #expect(try marks(cache).count == 2)
            for mark in try marks(cache) {
                let attributes = try FileManager.default.attributesOfItem(atPath: cache.path + "/" + mark)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            }
            // The same bytes, written anew: what lies between the ends of a large file is not looked at.
            let tower = package.appending(path: "textual/model.onnx")
            try Data(contentsOf: tower).write(to: tower)
            await #expect(throws: ModelError.self) { try await load(package, cache, .textOnly, check: none) }
        }
    }

    @Test func `without a cache folder a model is tried each time`() async throws {
        try await withPackage { package, _ in
            _ = try await load(package, nil, .textOnly)
            await #expect(throws: ModelError.self) {
                try await load(package, nil, .textOnly, check: ModelCheck(program: "/nowhere"))
            }
        }
    }

    @Test func `a tower of a few nodes passes`() async throws {
        try await withPackage { package, cache in
            try package.write(TinyONNX.sound, at: "visual/model.onnx")
            #expect(try await load(package, cache, .imageOnly).model.dimensions == 16)
        }
    }

    @Test(arguments: TinyONNX.hostile.map(\.name))
    func `a hostile tower is named and nothing of it is kept`(name: String) async throws {
        let content = try #require(TinyONNX.hostile.first { $0.name == name }).content
        try await withPackage { package, cache in
            try package.write(content, at: "visual/model.onnx")
            let short = ModelCheck(program: Self.program) { _ in
                TrialLimits(seconds: 4, wholeSeconds: 1800, megabytes: 4096)
            }
            await #expect {
                try await load(package, cache, .imageOnly, check: short)
            } throws: { error in
                guard let error = error as? ModelError else { return false }
                return [.damagedFile, .unsupported].contains(error.code)
                    && error.description.contains("visual/model.onnx")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).isEmpty)
        }
    }

    @Test func `a model that is being tried is given up at once`() async throws {
        try await withPackage { package, cache in
            try package.write(TinyONNX.endless, at: "visual/model.onnx")
            let endless = ModelCheck(program: Self.program) { _ in
                TrialLimits(seconds: 3600, wholeSeconds: 3600, megabytes: 4096)
            }
            let loading = Task { _ = try await load(package, cache, .imageOnly, check: endless) }
            while try marks(cache).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            loading.cancel()
            await #expect(throws: CancellationError.self) { try await loading.value }
            #expect(try marks(cache).isEmpty)
        }
    }

    /// A whole frame: one that is too short is waited for until the limit.
    private static let frameBytes = WorkerFrame.count * MemoryLayout<Int64>.size

    /// What a process can do, and what is made of it.
    @Test(arguments: [
        ("kill -SEGV $$", "signal 11"), ("kill -ABRT $$", "signal 6"), ("exit 0", "ended the process"),
        ("while :; do :; done", "did not come to an end"), ("exec sleep 100000", "did not come to an end"),
        ("head -c \(frameBytes) /dev/zero >&0; exec sleep 100000", "took over"),
        ("printf '\\002%0\(frameBytes - 1)d' 7 >&0; exec sleep 100000", "took over"),
    ])
    func `whatever a process does is an error`(script: String, says: String) {
        let limits = TrialLimits(seconds: 1, wholeSeconds: script.hasPrefix("exec") ? 1 : 300, megabytes: 0)
        let process = TrialProcess(
            program: WorkerProgram(path: "/bin/sh", arguments: ["sh", "-c", script]), limits: limits, file: "a/b.onnx")
        #expect {
            try process.run { false }
        } throws: {
            ($0 as? ModelError)?.code == .damagedFile && "\($0)".contains(says) && "\($0)".contains("a/b.onnx")
        }
    }

    @Test func `a process that others kill says nothing about the model`() {
        let process = TrialProcess(
            program: WorkerProgram(path: "/bin/sh", arguments: ["sh", "-c", "kill -KILL $$"]), limits: Self.limits,
            file: "a/b.onnx")
        #expect { try process.run { false } } throws: { ($0 as? ModelError)?.code == .untried }
    }

    @Test func `what a process tells is one line without controls`() throws {
        let memory = try SharedMemory(count: TrialReport.byteCount)
        let told = ModelError(.unsupported, "a\u{1b}[31m\nb" + String(repeating: "é", count: 5000), cause: "c")
        guard case .failed(let error)? = TrialReport(TrialReport.failed(told).frame(in: memory), in: memory) else {
            Issue.record("no error")
            return
        }
        #expect(error.code == .unsupported && error.cause == "c" && error.description.hasPrefix("a [31m bé"))
        for words: [Int64] in [[], [1, 1], [2, 99], [2, -1], [2, 0, -1], [2, 0, 4097], [2, 0, 0, .max], [3]] {
            #expect(TrialReport(WorkerFrame(words), in: memory) == nil)
        }
    }

    /// More of them on demand: FUZZ_MODELS=3000.
    @Test func `models with changed bytes pass or are refused`() async throws {
        let count = ProcessInfo.processInfo.environment["FUZZ_MODELS"].flatMap { Int($0) } ?? 24
        var generator = SeededGenerator(seed: 20_261_126)
        var kinds: [String: Int] = [:]
        let targets: [(layout: String, file: String, precision: Precision)] = [
            ("openclip", "visual/model.onnx", .auto), ("openclip", "textual/model.onnx", .auto),
            ("transformers", "int8/image.xml", .int8), ("transformers", "int8/text.bin", .int8),
        ]
        for round in 0..<count {
            if round > 0, round % 100 == 0 { print("changed models: \(kinds)") }
            let target = targets[round % targets.count]
            try await withPackage(target.layout) { package, cache in
                let url = package.appending(path: target.file)
                try Data(generator.mutate(Array(Data(contentsOf: url)))).write(to: url)
                let isImage = target.file.contains("visual") || target.file.contains("image")
                do {
                    _ = try await load(package, cache, isImage ? .imageOnly : .textOnly, target.precision)
                    kinds["passed", default: 0] += 1
                } catch let error as ModelError {
                    #expect(error.description.contains(isImage ? "visual/" : "textual/") || target.precision == .int8)
                    let kind = error.description.firstRange(of: "(signal").map {
                        error.description[$0.lowerBound...].prefix(11)
                    }
                    kinds[kind.map(String.init) ?? "refused", default: 0] += 1
                }
            }
        }
        #expect(kinds.values.reduce(0, +) == count && kinds.count > 1, "\(kinds)")
        print("changed models: \(kinds)")
    }
}
