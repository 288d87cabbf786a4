import SearchCLI

/// The program: everything is in SearchCLI, so that tests can call it.
@main
struct Main {
    static func main() {
        // Before anything else: a worker stays small.
        runWorker(CommandLine.arguments)
        runImageSearch(CommandLine.arguments)
    }
}
