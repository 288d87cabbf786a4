import Foundation

/// How fast pictures are indexed, beside what decoding and inference alone allow.
struct Indexing: Sendable {
    let setup: Setup
    let report: Report
    let rounds: Int
    /// Seconds of each bare measurement.
    let pause: Double

    /// What one round has shown.
    private struct Round {
        var rate, limit, cpuSeconds, decoding, inference, idle, others, memoryGrowth, memory: Double
    }

    func run(_ pictures: Pictures, count: Int, goal: Double) async throws {
        let folder = try pictures.folder(of: count, in: setup.work)
        let decoding = try BareDecoding(pictures.originals, to: setup.geometry())
        let tower = try setup.bareModel().imageTower()
        let requests = try (0..<tower.requestCount).map { _ in try tower.request() }
        var measured: [Round] = []
        for round in 0..<rounds {
            let bareDecoding = try await decoding.run(for: pause)
            let bareInference = try await repeated(on: requests.count, for: pause) { thread, _ in
                try requests[thread].run()
            }
            let program = try await setup.run(["index", folder], database: "index_\(pictures.name)_\(count)_\(round)")
            measured.append(
                try await watch(
                    program, count: count, decoding: bareDecoding.cpuSeconds, inference: bareInference.cpuSeconds)
            )
        }
        func median(_ value: KeyPath<Round, Double>) -> Double { Sample(measured.map { $0[keyPath: value] }).median }
        report.add(
            .rate(
                "index \(pictures.name)", median(\.rate), "pictures/s", limit: median(\.limit),
                "\(cores) cores / (decoding + inference)", atLeast: goal,
                [
                    "decoding ms": 1000 * median(\.decoding), "inference ms": 1000 * median(\.inference),
                    "program's CPU ms": 1000 * median(\.cpuSeconds), "machine idle %": 100 * median(\.idle),
                    "decoding + inference, as a part of that": (median(\.decoding) + median(\.inference))
                        / median(\.cpuSeconds),
                    "other programs %": 100 * median(\.others),
                ]))
        report.add(
            Figure(
                name: "memory while indexing \(pictures.name)", value: median(\.memory), unit: "MB",
                goal: "bounded and flat", isMet: median(\.memoryGrowth) < 0.1 * median(\.memory),
                details: ["grown since the first tenth": median(\.memoryGrowth)]))
    }

    /// Between the first and the last saved batch the program has nothing to do but to index.
    private func watch(_ program: Program, count: Int, decoding: Double, inference: Double) async throws -> Round {
        let first = try await mark(program, after: min(64, count / 10))
        let last = try await mark(program, after: count)
        let pictures = Double(last.saved - first.saved)
        let duration = last.time - first.time
        let share = { (seconds: Double) in seconds / (Double(cores) * duration) }
        let idle = share(last.idle - first.idle)
        try await program.finish(embedding: count)
        return Round(
            rate: pictures / duration, limit: Double(cores) / (decoding + inference),
            cpuSeconds: (last.cpu - first.cpu) / pictures, decoding: decoding, inference: inference,
            idle: idle, others: max(0, 1 - idle - share(last.cpu - first.cpu)),
            memoryGrowth: last.memory - first.memory,
            memory: last.memory)
    }

    private struct Mark {
        var saved: Int
        var time, cpu, idle, memory: Double
    }

    /// Waits until so many pictures are saved.
    private func mark(_ program: Program, after count: Int) async throws -> Mark {
        let (saved, time) = try await program.awaitSaved(count)
        return Mark(
            saved: saved, time: time, cpu: CPUTime.ofProcess(program.id), idle: CPUTime.idle,
            memory: program.memory("VmRSS"))
    }
}
