import ArgumentParser
import ModelHub

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

    func run() async throws {
        let settings = try Settings.load()
        if fetch {
            let model = try await interruptible { try await Assembly(settings).locateModel() }
            Console.note("\(model.name) is ready in \(displayedPath(model.folder))")
        }
        Console.print("demo    ships with the program")
        for model in try await ModelHub.installed(in: settings.modelsFolder) {
            let state = model.isComplete ? "installed" : "incomplete, the next start goes on downloading"
            Console.print("\(model.name)    \(state), \(byteCount(model.size)), \(model.revision ?? "by hand")")
        }
        for model in KnownModel.all { Console.print("\(model.name)    known, from \(model.repository)") }
    }
}
