import SearchCLI

/// The program: everything is in SearchCLI, so that tests can call it.
@main
struct Main {
    static func main() async { await runImageSearch(CommandLine.arguments) }
}
