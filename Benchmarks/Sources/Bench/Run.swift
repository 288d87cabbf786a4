import Foundation

/// The state of one run of the benchmarks.
struct Run: Sendable {
    let setup: Setup
    let report: Report
    private let rounds: Int
    private let pause: Double
    /// Pictures of each size, how many are indexed, and how near the limit that is to come.
    private let sizes: [(pictures: Pictures, count: Int, goal: Double)]

    init(_ command: AllCommand) async throws {
        setup = try await command.places.setup(model: command.model, precision: command.precision)
        report = Report(machine: try Machine.description(of: setup))
        rounds = command.rounds
        pause = command.pause
        let folder = setup.work + "/pictures"
        sizes = try [("0.3MP", 500, 0.9), ("2MP", 400, 0.9), ("12MP", 250, 0.85)].map {
            (try Pictures(name: $0.0, folder: "\(folder)/\($0.0)"), $0.1, $0.2)
        }
    }

    func decoding() async throws {
        let decoding = WorkerDecoding(setup: setup, report: report, rounds: rounds, pause: pause)
        for size in sizes { try await decoding.run(size.pictures) }
    }

    func indexing() async throws {
        let indexing = Indexing(setup: setup, report: report, rounds: rounds, pause: pause)
        for (pictures, count, goal) in sizes { try await indexing.run(pictures, count: count, goal: goal) }
    }

    func starting() async throws {
        let images = try images()
        try await Starting(setup: setup, report: report, rounds: rounds, images: images, database: "serving").serve()
    }

    func serving(_ parts: Set<AllCommand.Part>) async throws {
        let images = try images()
        let program = try await setup.run(["serve"], images: images, database: "serving")
        let port = try await program.port()
        let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        if parts.contains(.texts) {
            try Tokenizing(setup: setup, report: report).run()
            try await texts.one(port)
            try await texts.sixteen(port)
        }
        let pictures = PictureQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        if parts.contains(.pictures) {
            for size in sizes { try await pictures.run(size.pictures, port, goal: 1.15) }
            try await pictures.textsDuringUploads(of: sizes[2].pictures, texts, port)
        }
        let starting = Starting(setup: setup, report: report, rounds: rounds, images: images, database: "serving")
        try await starting.memory(of: program, rest: 70)
        try await starting.search()
        if parts.contains(.repeated) {
            let repeated = RepeatedQueries(setup: setup, report: report, rounds: rounds, pause: pause)
            try await repeated.fill("serving", vectors: 100_000)
            // The program looks for an index every few seconds.
            try await Task.sleep(for: .seconds(6))
            try await repeated.run("serving", port, vectors: 100_000)
        }
        await program.stop()
    }

    func together() async throws {
        try await Together(setup: setup, report: report, rounds: rounds, pause: pause)
            .run(sizes[0].pictures, count: 2500 * cores)
    }

    func restart() async throws {
        setup.removeUploads()
        try await Restarts(setup: setup, report: report, pause: pause).run(images: images())
    }

    func rest(_ seconds: Double) async throws {
        setup.removeUploads()
        try await Idle(setup: setup, report: report, rounds: seconds < 3600 ? rounds : 1, rest: seconds)
            .run(images: images())
    }

    /// What the page asks for, and what one sees of it.
    func page(rows: Int, _ parts: Set<AllCommand.Part>) async throws {
        let library = FilledLibrary(
            setup: setup, pictures: sizes[0].pictures, files: min(2000, rows), rows: rows)
        if parts.contains(.thumbnails) {
            let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
            setup.removeThumbnails()
            let program = try await library.serveFiles()
            try await Thumbnails(report: report, library: library, rounds: rounds, pause: pause)
                .run(program.port(), texts: texts)
            await program.stop()
        }
        guard !parts.isDisjoint(with: [.answers, .page, .scrolling]) else { return }
        let program = try await library.serve()
        let port = try await program.port()
        if parts.contains(.answers) { try await Answers(report: report, library: library, queries: 100).run(port) }
        if parts.contains(.page) { try await Typing(report: report, library: library, queries: 20).run(port) }
        if parts.contains(.scrolling) { try await Scrolling(report: report, library: library).run(port) }
        await program.stop()
    }

    func long(count: Int, _ places: Places) async throws {
        let demo = try await places.setup(model: "demo", precision: "auto")
        try await LongIndexing(setup: demo, report: report, count: count).run()
    }

    /// A few pictures to serve.
    private func images() throws -> String { try sizes[0].pictures.folder(of: 50, in: setup.work) }
}
