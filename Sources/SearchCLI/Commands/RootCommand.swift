import ArgumentParser
import Foundation
import ImageSearch

/// The program: its sub-commands, and what all of them share.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagesearch",
        abstract: "Finds pictures by what they show.",
        discussion: """
            Index a folder once, then search it in words or by picture:

              imagesearch index ~/Pictures
              imagesearch search "a green tree"
              imagesearch search '2:cat + ./sofa.jpg - snow in:trips'
              imagesearch serve

            Settings come from the environment and from .env in the working folder; docs/settings.md lists them. \
            Results go to standard output, everything about the work to standard error.

            --generate-completion-script bash, zsh or fish prints what completes commands in that shell.

            Exit codes: 0 done, 1 nothing is likely to fit, 64 wrong use, 65 not a usable picture, 66 a file, folder or model that cannot be read, \
            69 no database, server, model hub or port, 73 no space left, 74 results that cannot be written, 75 some of a bucket failed, 78 another model's database, 130 stopped, 70 else.
            """,
        version: programVersion,
        subcommands: [
            ServeCommand.self, IndexCommand.self, SearchCommand.self, SimilarCommand.self,
            DuplicatesCommand.self, StatsCommand.self, DoctorCommand.self, DownloadCommand.self, ModelsCommand.self,
            DatabaseShellCommand.self,
        ])
}

/// Runs the program with the arguments of the process, and ends the process.
///
/// It is called first of all, before anything is opened.
public func runImageSearch(_ arguments: [String]) -> Never {
    LibpqVariables.take()  // before there is a second thread
    prepareStandardStreams()
    Task { await end(with: outcome(of: arguments)) }
    dispatchMain()
}

/// Carries out a command line.
///
/// - Returns: the exit code; what there was to say is said.
private func outcome(of arguments: [String]) async -> Int32 {
    do {
        var command = try RootCommand.parseAsRoot(Array(arguments.dropFirst()))
        if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        return 0
    } catch {
        guard RootCommand.exitCode(for: error) == .success else { return explain(error, arguments) }
        do {
            try await Console.print(help: RootCommand.fullMessage(for: error))
            return 0
        } catch { return explain(error, arguments) }
    }
}

/// Says what went wrong in one line on standard error.
///
/// - Returns: the exit code for it.
private func explain(_ error: any Error, _ arguments: [String]) -> Int32 {
    if let error = error as? ExitCode { return error.rawValue }
    if let error = error as? OutputError, error.isReaderGone { return error.exitCode }
    guard RootCommand.exitCode(for: error) == .validationFailure else {
        let cause = Settings.wantsDetails ? ErrorText.cause(of: error).map { " [\($0)]" } ?? "" : ""
        Console.note("imagesearch: \(ErrorText.line(for: error))\(cause)")
        return ExitStatus.code(of: error)
    }
    let message = ErrorText.oneLine(RootCommand.message(for: error))
    let hint = ErrorText.hint(for: arguments).map { ": \($0)" } ?? ""
    Console.note("imagesearch: \(message)\(hint) (imagesearch --help tells more)")
    return 64
}

/// Ends the process when all that was said is written, or nobody reads it.
private func end(with code: Int32) -> Never {
    Console.flush()
    exit(code)
}
