import ArgumentParser
import Foundation

/// Where things lie; the scripts say it.
struct Places: ParsableArguments {
    @Option(help: "The project's folder.")
    var project = FileManager.default.currentDirectoryPath

    @Option(help: "The folder for pictures, databases and results of the benchmarks.")
    var work = "data/bench"

    @Option(help: "The binary that is measured.")
    var program = ".build/release/imagesearch"

    /// Where everything lies, for a model's folder or `demo`, and what the program accepts as MODEL_PRECISION; `auto`
    /// becomes what that comes to here.
    func setup(model: String, precision: String) async throws -> Setup {
        var setup = Setup(
            project: absolute(project), program: absolute(program), work: absolute(work),
            model: model == "demo" ? model : absolute(model), precision: precision)
        try FileManager.default.createDirectory(atPath: setup.work, withIntermediateDirectories: true)
        setup.precision = try await setup.effectivePrecision()
        return setup
    }

    func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
