import ArgumentParser

/// The benchmarks; scripts/bench, scripts/bench-scale and scripts/bench-peer run them.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the program beside the limits of the machine.",
        subcommands: [AllCommand.self, ShortCommand.self, ScaleCommand.self, PeerCommand.self],
        defaultSubcommand: AllCommand.self)
}
