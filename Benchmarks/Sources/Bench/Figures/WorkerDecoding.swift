/// What it costs to decode in worker processes, beside decoding in this one, turn by turn.
struct WorkerDecoding: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let pause: Double

    func run(_ pictures: Pictures) async throws {
        let here = try BareDecoding(pictures.originals, to: setup.geometry())
        let workers = try BareDecoding(pictures.originals, to: setup.geometry(), inWorkersOf: setup.program)
        var rates: (here: [Double], workers: [Double]) = ([], [])
        var times: (here: [Double], workers: [Double]) = ([], [])
        _ = try await workers.run(for: pause / 4)
        for _ in 0..<rounds {
            rates.here.append(try await here.run(for: pause).rate)
            rates.workers.append(try await workers.run(for: pause).rate)
            let start = now()
            while now() < start + pause {
                times.here.append(try await here.one(times.here.count))
                times.workers.append(try await workers.one(times.workers.count))
            }
        }
        report.add(
            .rate(
                "decode \(pictures.name) in workers", Sample(rates.workers).median, "pictures/s",
                limit: Sample(rates.here).median, "in this process", atLeast: 0.97))
        report.add(
            .time(
                "decode a picture of \(pictures.name) in a worker, p50", 1000 * Sample(times.workers).median, "ms",
                limit: 1000 * Sample(times.here).median, "in this process", atMost: 1.03))
    }
}
