import Foundation

/// Searches while the program that answers them indexes, and indexing while it answers searches.
struct Together: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let pause: Double

    /// What the rounds have shown: seconds of each query, pictures a second.
    private struct Measured {
        var texts: [Double] = []
        var textsAtRest: [Double] = []
        var pictures: [Double] = []
        var picturesAtRest: [Double] = []
        var rateAlone: [Double] = []
        var rateBesideTexts: [Double] = []
        var rateBesidePictures: [Double] = []
    }

    /// Fails, where they must, when the pictures do not last until everything has been asked.
    func run(_ pictures: Pictures, count: Int, mustLast: Bool = true) async throws {
        let images = try pictures.folder(of: count, in: setup.work)
        let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        var measured = Measured()
        for round in 0..<rounds {
            setup.removeUploads()
            let database = "together_\(round)_\(getpid())"
            let program = try await setup.run(["serve"], images: images, database: database)
            try await askBusy(program, texts, pictures, &measured)
            let isIndexing = !program.lines.contains { $0.text.contains("indexed ") }
            await program.stop()
            try check(isIndexing || !mustLast, "indexing to go on while it is asked: more than \(count) pictures")
            try await askResting(database, texts, pictures, &measured)
        }
        add(measured, pictures.name)
    }

    /// The first indexing holds the port back for a while: that is when it is alone.
    private func askBusy(
        _ program: Program, _ texts: TextQueries, _ pictures: Pictures, _ measured: inout Measured
    ) async throws {
        let port = try await program.port()
        let start = now()
        measured.texts += try await texts.ask(port, clients: 1, for: 2 * pause).latencies.values
        let middle = now()
        measured.pictures += try await ask(port, pictures, from: 0)
        measured.rateAlone.append(program.indexingRate(from: program.start, to: start))
        measured.rateBesideTexts.append(program.indexingRate(from: start, to: middle))
        measured.rateBesidePictures.append(program.indexingRate(from: middle, to: now()))
    }

    /// The same questions over the same rows, with nothing to index.
    private func askResting(
        _ database: String, _ texts: TextQueries, _ pictures: Pictures, _ measured: inout Measured
    ) async throws {
        let program = try await setup.run(["serve"], database: database)
        let port = try await program.port()
        measured.textsAtRest += try await texts.ask(port, clients: 1, for: 2 * pause).latencies.values
        measured.picturesAtRest += try await ask(port, pictures, from: 500_000)
        await program.stop()
    }

    private func ask(_ port: UInt16, _ pictures: Pictures, from first: Int) async throws -> [Double] {
        let connection = try HTTPConnection(port: port)
        return try await repeated(on: 1, for: 2 * pause) { _, count in
            try connection.search(picture: pictures.copy(first + count))
        }.latencies.values
    }

    private func add(_ measured: Measured, _ name: String) {
        add("text query during indexing", measured.texts, measured.textsAtRest)
        add("query by a picture of \(name) during indexing", measured.pictures, measured.picturesAtRest)
        let alone = Sample(measured.rateAlone).median
        for (what, rates) in [("texts", measured.rateBesideTexts), ("pictures", measured.rateBesidePictures)] {
            let rate = Sample(rates).median
            report.add(
                Figure(
                    name: "index \(name) while one client searches by \(what)", value: rate, unit: "pictures/s",
                    limit: alone, limitName: "the same program before it was asked", ratio: rate / alone))
        }
    }

    private func add(_ name: String, _ busy: [Double], _ resting: [Double]) {
        report.add(
            .time(
                "\(name), p95", 1000 * Sample(busy).quantile(0.95), "ms",
                limit: 1000 * Sample(resting).quantile(0.95), "p95 at rest", atMost: 2,
                ["p50": 1000 * Sample(busy).median, "p50 at rest": 1000 * Sample(resting).median]))
    }
}
