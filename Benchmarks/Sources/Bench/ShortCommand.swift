import ArgumentParser
import Foundation

/// Goes through the benchmarks quickly with the model that ships, and checks counts, never times.
struct ShortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "short", abstract: "Go through the benchmarks quickly, and check counts.")

    @OptionGroup var places: Places

    func run() async throws {
        let setup = try places.setup(model: "demo", precision: "f32")
        let report = Report()
        let pictures = try Pictures(name: "test", folder: setup.project + "/data/test_images")
        try await Indexing(setup: setup, report: report, rounds: 1, pause: 0.2).run(pictures, count: 120, goal: 0.9)
        let images = try pictures.folder(of: 120, in: setup.work)
        let program = try setup.run(["serve"], images: images, database: "short")
        let port = try program.port()
        let connection = try HTTPConnection(port: port)
        for limit in [1, 5, 100] {
            let count = try connection.search("a green tree", limit: limit)
            try check(count == limit, "\(limit) matches, not \(count)")
        }
        let texts = TextQueries(setup: setup, report: report, rounds: 1, pause: 0.2)
        try await texts.one(port)
        try await texts.sixteen(port)
        let byPicture = PictureQueries(setup: setup, report: report, rounds: 1, pause: 0.2)
        try await byPicture.run(pictures, port, goal: 1.15)
        try await byPicture.textsDuringUploads(of: pictures, texts, port)
        try Starting(setup: setup, report: report, rounds: 1, images: images, database: "short").search()
        program.stop()
        print(report.table)
    }
}
