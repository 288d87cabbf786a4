import ArgumentParser
import EmbeddedPostgres
import Foundation
import PostgresStore

/// Measures the program beside a Python service, both as whole processes on the same pictures and the same database server.
struct PeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer", abstract: "Measure the program beside a Python service of the same model.")

    @OptionGroup var places: Places

    @Option(help: "The folder of the model.")
    var model = "data/bench/model"

    @Option(help: "The Python that has the service's packages.")
    var python = "data/bench/peer-venv/bin/python"

    @Option(help: "As for all; the service computes in f32 as it does today.")
    var precision = "auto"

    @Option(help: "How often each measurement is repeated, turn by turn.")
    var rounds = 3

    @Option(help: "Seconds of each measurement of queries.")
    var pause = 4.0

    @Option(help: "Where the figures are written as JSON.")
    var json = "data/bench/peer.json"

    func run() async throws {
        let setup = try await places.setup(model: model, precision: precision)
        setup.removeDatabases()
        let report = Report(machine: try Machine.description(of: setup))
        let images = try Pictures(name: "0.3MP", folder: setup.work + "/pictures/0.3MP").folder(of: 50, in: setup.work)
        // The first start compiles the model and indexes, which the service never does at its start.
        let first = try await setup.run(["serve"], images: images, database: "serving")
        _ = try await first.port()
        await first.stop()
        // This program runs the database that the service uses beside it.
        let program = try await setup.run(["serve"], images: images, database: "serving")
        let port = try await program.port()
        try await setup.withDatabase("peer") { settings in
            _ = try await PictureDatabase(settings, log: Setup.log)  // makes the database
            let peer = Peer(setup: setup, python: places.absolute(python), database: settings.shellArgument)
            let comparison = Comparison(setup: setup, report: report, peer: peer, rounds: rounds, pause: pause)
            try await comparison.serving(program, port)
            for (name, count) in [("0.3MP", 200), ("2MP", 150), ("12MP", 100)] {
                try await comparison.indexing(name, count)
            }
        }
        await program.stop()
        print(report.text)
        try report.write(to: json)
    }
}

/// The Python service, as a process.
private struct Peer: Sendable {
    let setup: Setup
    let python: String
    let database: String

    func run(_ arguments: [String]) async throws -> Program {
        try await Program(
            python, [setup.project + "/Benchmarks/peer/service.py"] + arguments,
            ["MODEL_NAME": setup.modelFolder, "DATABASE": database, "HF_HUB_OFFLINE": "1"])
    }
}

private struct Comparison: Sendable {
    let setup: Setup
    let report: Report
    let peer: Peer
    let rounds: Int
    let pause: Double

    /// Starts, a client's queries, and memory.
    func serving(_ program: Program, _ port: UInt16) async throws {
        let peerPort: UInt16 = 18_000 + UInt16(getpid() % 1000)
        let service = try await peer.run(["serve", "\(peerPort)"])
        let ready = try await service.time(of: "ready") - service.start
        try connected(to: peerPort)
        let texts = TextQueries(setup: setup, report: report, rounds: rounds, pause: pause)
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<rounds {
            ours += try await texts.ask(port, clients: 1).latencies.values
            theirs += try await texts.ask(peerPort, clients: 1).latencies.values
        }
        let latency = 1000 * Sample(ours).median
        let peerLatency = 1000 * Sample(theirs).median
        add("text query, 1 client, p50", latency, "ms", peerLatency, timesBetter: peerLatency / latency, goal: 6)
        let memory = (program.memory("VmRSS"), service.memory("VmRSS"))
        add("resident memory", memory.0, "MB", memory.1, timesBetter: memory.1 / memory.0, goal: 1)
        let start = try await program.time(of: "ready: http://") - program.start
        add("ready after", start, "s", ready, timesBetter: ready / start, goal: 1)
        service.kill()
    }

    /// The same pictures by both: as a rate without their start, and the whole process from its start to its end.
    func indexing(_ name: String, _ count: Int) async throws {
        let pictures = try Pictures(name: name, folder: setup.work + "/pictures/\(name)")
        let folder = try pictures.folder(of: count, in: setup.work)
        var ours: [(rate: Double, seconds: Double)] = []
        var theirs: [(rate: Double, seconds: Double)] = []
        for round in 0..<rounds {
            let service = try await peer.run(["index", folder])
            let first = try await service.time(of: "saved 10", within: 600)
            let last = try await service.time(of: "saved \(count)", within: 1200)
            theirs.append((Double(count - 10) / (last - first), try await service.finish().seconds))
            let program = try await setup.run(["index", folder], database: "peer_\(name)_\(round)_\(getpid())")
            let end = try await program.finish(embedding: count)
            ours.append((program.indexingRate(), end.seconds))
        }
        let goal = name == "12MP" ? 9.0 : 5
        let rates = (Sample(ours.map(\.rate)).median, Sample(theirs.map(\.rate)).median)
        add("index \(name)", rates.0, "pictures/s", rates.1, timesBetter: rates.0 / rates.1, goal: goal)
        let whole = (Sample(ours.map(\.seconds)).median, Sample(theirs.map(\.seconds)).median)
        add(
            "index \(count) of \(name), from start to end of the process", whole.0, "s", whole.1,
            timesBetter: whole.1 / whole.0, goal: goal)
    }

    private func add(
        _ name: String, _ value: Double, _ unit: String, _ peer: Double, timesBetter: Double, goal: Double
    ) {
        report.add(
            Figure(
                name: name, value: value, unit: unit, limit: peer, limitName: "the Python service", ratio: timesBetter,
                goal: ">= \(number(goal)) times better", isMet: timesBetter >= goal))
    }

    /// Waits until the service listens.
    private func connected(to port: UInt16) throws {
        for _ in 0..<100 {
            if let connection = try? HTTPConnection(port: port), (try? connection.search("a photo")) != nil { return }
            usleep(50_000)
        }
        throw Failure("the Python service does not answer")
    }
}
