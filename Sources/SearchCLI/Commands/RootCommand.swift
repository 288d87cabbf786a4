import ArgumentParser

/// The program: its sub-commands, and what all of them share.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagesearch",
        abstract: "Finds pictures by what they show.",
        discussion: """
            Index a folder once, then search it in words or by picture:

              imagesearch index ~/Pictures
              imagesearch search "a green tree"
              imagesearch search --image holiday.jpg
              imagesearch serve

            Settings come from the environment and from .env in the working folder; docs/settings.md lists them. \
            Results go to standard output, everything about the work to standard error.

            Exit codes: 0 done, 64 wrong use, 65 not a usable picture, 66 a file, folder or model that cannot be read, \
            69 no database, model hub or port, 73 no space left, 75 some of a bucket failed, 78 another model's database, 130 stopped, 70 else.
            """,
        subcommands: [
            ServeCommand.self, IndexCommand.self, SearchCommand.self, DownloadCommand.self, ModelsCommand.self,
            DatabaseShellCommand.self,
        ])
}

/// Runs the program with the arguments of the process, and ends the process.
public func runImageSearch(_ arguments: [String]) async -> Never {
    do {
        var command = try RootCommand.parseAsRoot(Array(arguments.dropFirst()))
        if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        RootCommand.exit()
    } catch {
        end(with: error)
    }
}

/// Says what went wrong in one line on standard error, and ends the process with the code for it.
private func end(with error: any Error) -> Never {
    switch RootCommand.exitCode(for: error) {
    case .success: RootCommand.exit(withError: error)  // --help
    case .validationFailure:
        Console.note("imagesearch: \(RootCommand.message(for: error)) (imagesearch --help tells more)")
        RootCommand.exit(withError: ExitCode(64))
    default:
        if let error = error as? ExitCode { RootCommand.exit(withError: error) }
        Console.note("imagesearch: \(ErrorText.line(for: error))")
        RootCommand.exit(withError: ExitCode(ExitStatus.code(of: error)))
    }
}
