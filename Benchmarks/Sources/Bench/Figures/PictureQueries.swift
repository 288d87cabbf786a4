/// How soon queries by picture are answered, and whether pictures hold up texts.
struct PictureQueries: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    let pause: Double

    /// One client, beside one picture decoded and run through the tower.
    func run(_ pictures: Pictures, _ port: UInt16, goal: Double) async throws {
        let decoding = try BareDecoding(pictures.originals, to: setup.geometry())
        let request = try setup.bareModel().imageTower().request()
        let connection = try HTTPConnection(port: port)
        var bare: [Double] = []
        var whole: [Double] = []
        for round in 0..<rounds {
            let start = now()
            while now() < start + pause {
                bare.append(try await decoding.one(bare.count) + seconds { try request.run() })
            }
            whole += try await repeated(on: 1, for: pause) { _, count in
                try connection.search(picture: pictures.copy(1000 * round + count))
            }.latencies.values
        }
        let milliseconds = Sample(whole.map { 1000 * $0 })
        report.add(
            .time(
                "query by a picture of \(pictures.name), p50", milliseconds.median, "ms",
                limit: 1000 * Sample(bare).median,
                "bare decoding + inference", atMost: goal, ["p95": milliseconds.quantile(0.95)]))
    }

    /// Texts while two clients upload pictures without a pause, beside texts alone.
    func textsDuringUploads(of pictures: Pictures, _ texts: TextQueries, _ port: UInt16) async throws {
        let uploads = Counter()
        let connections = try (0..<2).map { _ in try HTTPConnection(port: port) }
        var idle: [Double] = []
        var busy: [Double] = []
        var rates: [Double] = []
        for round in 0..<rounds {
            idle += try await texts.ask(port, clients: 1).latencies.values
            async let uploading = repeated(on: 2, for: pause) { thread, _ in
                try connections[thread].upload(pictures.copy(100_000 * (round + 1) + uploads.next()))
            }
            busy += try await texts.ask(port, clients: 1).latencies.values
            rates.append(try await uploading.rate)
        }
        report.add(
            .time(
                "text query during uploads of \(pictures.name), p95", 1000 * Sample(busy).quantile(0.95), "ms",
                limit: 1000 * Sample(idle).quantile(0.95), "p95 without uploads", atMost: 2,
                ["uploads/s": Sample(rates).median, "p50": 1000 * Sample(busy).median]))
    }
}
