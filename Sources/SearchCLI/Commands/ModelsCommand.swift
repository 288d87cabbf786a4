import ArgumentParser
import ModelPackages

/// Lists the models that are there and those that are known by name.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the models that are installed and those known by name.",
        discussion: """
            MODEL_NAME takes any of these names, any Hugging Face repository in one of the two layouts, or a folder. \
            --fetch downloads the one that MODEL_NAME names now, without indexing anything.
            """)

    @Flag(help: "Download the model that MODEL_NAME names.")
    var fetch = false

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() async throws {
        let settings = try Settings.load()
        if fetch {
            let model = try await interruptible { try await Library(settings).locateModel() }
            Console.note("\(model.name) is ready in \(displayedPath(model.folder))")
        }
        let models = try await list(settings)
        try await interruptible {
            if json { return try await Console.print(json: models) }
            try await Console.print(lines: models.map(line))
        }
    }

    private func line(for model: SummaryJSON.Model) -> String {
        let about = [
            model.bytes.map(byteCount), model.revision, model.repository.map { "from \($0)" },
            model.state == "incomplete" ? "the next start goes on downloading" : nil,
        ]
        return ([model.name, model.state] + about.compactMap { $0 }).joined(separator: "  ")
    }

    private func list(_ settings: Settings) async throws -> [SummaryJSON.Model] {
        let installed = try await ModelResolver.installed(in: settings.modelsFolder).map { model in
            SummaryJSON.Model(
                name: model.name, state: model.isComplete ? "installed" : "incomplete", bytes: model.size,
                revision: model.revision)
        }
        let known = KnownModel.all.filter { known in !installed.contains { $0.name == known.name } }
        return [SummaryJSON.Model(name: "demo", state: "shipped")] + installed
            + known.map { SummaryJSON.Model(name: $0.name, state: "known", repository: $0.repository) }
    }
}
