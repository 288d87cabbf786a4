import SearchCLI

/// The program: everything is in SearchCLI, so that tests can call it.
@main
struct Main {
    static func main() async {
        // Before anything else: a worker stays small.
        runWorker(CommandLine.arguments)
        await runImageSearch(CommandLine.arguments)
    }
}
