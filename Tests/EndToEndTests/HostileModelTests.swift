import Foundation
import ImageSearchTesting
import Platform
import ProgramTesting
import Testing

/// Models that end the process that loads them, at the real program.
@Suite(.serialized, .ends(within: .seconds(180))) struct HostileModelTests {
    private static let tiny = RunningProgram.project.appendingPathComponent(
        "Tests/CLIPEmbeddingTests/Fixtures/tiny-openclip")

    /// A chain of a hundred thousand operations, over which OpenVINO sits for minutes.
    private static let chain: Data = {
        func number(_ value: Int) -> [UInt8] {
            value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + number(value >> 7)
        }
        func field(_ field: Int, _ content: [UInt8]) -> [UInt8] {
            number(field << 3 | 2) + number(content.count) + content
        }
        func value(_ kind: Int, _ name: String) -> [UInt8] {
            let shape = [1, 3, 32, 32].flatMap { field(1, [8] + number($0)) }
            return field(kind, field(1, Array(name.utf8)) + field(2, field(1, [8, 1] + field(2, shape))))
        }
        var graph = value(11, "0") + value(12, "100000")
        for place in 0..<100_000 {
            let names = field(1, Array("\(place)".utf8)) + field(2, Array("\(place + 1)".utf8))
            graph += field(1, names + field(4, Array("Sin".utf8)))
        }
        return Data([8, 8] + field(8, field(1, []) + [16, 13]) + field(7, graph))
    }()

    /// Starts the program with a model whose image tower holds these bytes.
    private func start(_ arguments: [String], tower: Data, in workspace: Workspace) async throws
        -> RunningProgram
    {
        let model = workspace.folder.appendingPathComponent("model")
        try FileManager.default.copyItem(at: Self.tiny, to: model)
        try tower.write(to: model.appendingPathComponent("visual/model.onnx"))
        return try await RunningProgram(arguments, in: workspace, settings: ["MODEL_NAME": model.path])
    }

    private func expectOneLine(_ program: RunningProgram, saying text: String) async throws {
        #expect(try await program.exitCode() == 66, "\(program.standardError)")
        let lines = program.standardError.split(separator: "\n").filter { $0.contains("visual/model.onnx") }
        #expect(lines.count == 1 && lines[0].contains(text), "\(program.standardError)")
        #expect(lines.first?.contains("download it again") == true && program.standardOutput.isEmpty)
    }

    @Test(arguments: [["index"], ["serve"], ["search", "--image", Workspace.testImages[0].path]])
    func `a damaged model is named, and the program ends in order`(arguments: [String]) async throws {
        let program = try await start(arguments, tower: Self.chain.prefix(1_000_000), in: Workspace())
        try await expectOneLine(program, saying: "no model that can be run")
    }

    #if os(Linux)
        /// The process that tries the image tower for a program, once it is there.
        private func trial(of program: RunningProgram) async throws -> Int32 {
            var found: Int32?
            try await eventually("the image tower is tried") {
                let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
                found = all.first { process in
                    func text(_ file: String) -> String {
                        (FileManager.default.contents(atPath: "/proc/\(process)/\(file)")).map {
                            String(decoding: $0, as: UTF8.self)
                        } ?? ""
                    }
                    return text("status").contains("PPid:\t\(program.process.identifier)\n")
                        && text("cmdline").contains("\0check-model\0") && text("cmdline").contains("\0image\0")
                }
                if !program.process.isRunning { throw Unexpected("it ended with: \(program.standardError)") }
                return found != nil
            }
            return try #require(found)
        }

        @Test func `a model that ends its process is named, and the program ends in order`() async throws {
            let program = try await start(["index"], tower: Self.chain, in: Workspace())
            kill(try await trial(of: program), SIGSEGV)
            try await expectOneLine(program, saying: "ended the process that tried it (signal 11)")
        }

        @Test func `Ctrl-C ends what tries a model`() async throws {
            let program = try await start(["index"], tower: Self.chain, in: Workspace())
            let trial = try await trial(of: program)
            program.signal(SIGINT)
            #expect(try await program.exitCode() == 130, "\(program.standardError)")
            #expect(kill(trial, 0) == -1)
        }

        @Test func `what tries a model dies with the program`() async throws {
            let program = try await start(["index"], tower: Self.chain, in: Workspace())
            let trial = try await trial(of: program)
            program.signal(SIGKILL)
            _ = try await program.exitCode()
            try await eventually("the process is gone") { kill(trial, 0) == -1 }
        }
    #endif
}
