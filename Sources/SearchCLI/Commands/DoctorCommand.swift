import ArgumentParser

/// Looks whether everything is in order.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "See whether everything is in order, and what to do where it is not.",
        discussion: """
            Looks at the processor, folders, disk, model, decoder, database, vector index, and at how many of the nearest \
            pictures a search finds, measured on your own pictures with pictures and with words. Each line says ok, or FAULT and \
            what to do. It changes nothing but for what opening the database does, downloads nothing, and gives up on a check \
            after a minute.

            Exit code 0 says that all is in order, 1 that something is not.
            """)

    func run() async throws {
        let settings = try Settings.load()
        let isFine = try await interruptible { try await examine(settings) }
        if !isFine { throw ExitCode(1) }
    }

    private func examine(_ settings: Settings) async throws -> Bool {
        let files = LibraryChecks.model(settings)
        var isFine = try await report(MachineChecks(settings: settings).all)
        guard try await report([files]) else { return false }
        do {
            let opened = try await Library(settings).open(for: .searchingByTextAndPicture) { library in
                try await report(LibraryChecks(library: library).all)
            }
            isFine = isFine && opened
        } catch let error as OutputError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            isFine = try await report([Check("library") { throw error }])
        }
        return isFine
    }

    /// Looks at one after another.
    ///
    /// - Returns: whether all are in order.
    private func report(_ checks: [Check]) async throws -> Bool {
        var isFine = true
        for check in checks {
            let verdict = try await check.verdict()
            isFine = isFine && verdict.isOK
            try await Console.print(lines: [check.line(verdict)])
        }
        return isFine
    }
}
