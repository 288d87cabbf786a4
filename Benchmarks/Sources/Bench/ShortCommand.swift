import ArgumentParser
import Foundation

/// Goes through the benchmarks quickly with the model that ships and the test images, and checks counts, never times.
struct ShortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "short", abstract: "Go through the benchmarks quickly, and check counts.")

    /// Seconds of each measurement.
    private static let pause = 0.2

    @OptionGroup var places: Places

    func run() async throws {
        let setup = try await places.setup(model: "demo", precision: "auto")
        let report = Report(machine: try Machine.description(of: setup))
        let pictures = try Pictures(name: "test", folder: setup.project + "/data/test_images")
        let images = try pictures.folder(of: 120, in: setup.work)
        try await WorkerDecoding(setup: setup, report: report, rounds: 1, pause: Self.pause).run(pictures)
        try await Indexing(setup: setup, report: report, rounds: 1, pause: Self.pause)
            .run(pictures, count: 120, goal: 0.9)
        try await Starting(setup: setup, report: report, rounds: 1, images: images, database: "short").serve()
        try await serving(setup, report, pictures, images)
        try await Together(setup: setup, report: report, rounds: 1, pause: Self.pause)
            .run(pictures, count: 240, mustLast: false)
        try await Idle(setup: setup, report: report, rounds: 1, rest: 1).run(images: images)
        try await LongIndexing(setup: setup, report: report, count: 200).run()
        try await Restarts(setup: setup, report: report, pause: 0.5).run(images: images)
        try await page(setup, report, pictures)
        print(report.text)
        try report.write(to: setup.work + "/short.json")
        let failed = report.missed.filter { $0.contains("while the database") }
        try check(failed.isEmpty, "no query to fail while the database restarts")
    }

    private func serving(_ setup: Setup, _ report: Report, _ pictures: Pictures, _ images: String) async throws {
        let program = try await setup.run(["serve"], images: images, database: "short")
        let port = try await program.port()
        _ = try await program.line(with: "indexed ")  // on a busy machine the port is open before
        try checkCounts(port)
        try Tokenizing(setup: setup, report: report).run()
        let texts = TextQueries(setup: setup, report: report, rounds: 1, pause: Self.pause)
        try await texts.one(port)
        try await texts.sixteen(port)
        let byPicture = PictureQueries(setup: setup, report: report, rounds: 1, pause: Self.pause)
        try await byPicture.run(pictures, port, goal: 1.15)
        try await byPicture.textsDuringUploads(of: pictures, texts, port)
        let starting = Starting(setup: setup, report: report, rounds: 1, images: images, database: "short")
        try await starting.memory(of: program, rest: 0)
        try await starting.search()
        let repeated = RepeatedQueries(setup: setup, report: report, rounds: 1, pause: 1)
        try await repeated.fill("short", vectors: 1000)
        try await repeated.run("short", port, vectors: 1000)
        await program.stop()
    }

    private func page(_ setup: Setup, _ report: Report, _ pictures: Pictures) async throws {
        let library = FilledLibrary(setup: setup, pictures: pictures, files: 120, rows: 300)
        let texts = TextQueries(setup: setup, report: report, rounds: 1, pause: Self.pause)
        let files = try await library.serveFiles()
        try await Thumbnails(report: report, library: library, rounds: 1, pause: Self.pause)
            .run(files.port(), texts: texts)
        await files.stop()
        let program = try await library.serve()
        let port = try await program.port()
        try await Answers(report: report, library: library, queries: 3).run(port)
        try await Typing(report: report, library: library, queries: 2).run(port)
        try await Scrolling(report: report, library: library).run(port)
        await program.stop()
    }

    private func checkCounts(_ port: UInt16) throws {
        let connection = try HTTPConnection(port: port)
        for limit in [1, 5, 100] {
            let count = try connection.search("a green tree", limit: limit)
            try check(count == limit, "\(limit) matches, not \(count)")
        }
    }
}
