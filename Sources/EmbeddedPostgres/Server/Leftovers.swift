import ImageSearch
import Platform

/// What a program that was killed left behind: a server that runs on without it, or the note that one did.
///
/// Call it with the folder's lock in hand only: then a server on the folder belongs to nobody.
struct Leftovers {
    let folder: DataFolder

    /// Stops a forsaken server in the way that loses nothing, with more and more force, then clears its notes away.
    ///
    /// - Throws: ``ImageSearch/StoreError``, `alreadyInUse` when a process does not end, or is none of this program's.
    func clear() async throws {
        if isAlive { try await end() }
        clearNotes()
    }

    /// Somebody works on the folder: a process of the list, or one that holds the log.
    ///
    /// The log tells what the list cannot: a program that is only just being started, or a child of one.
    private var isAlive: Bool { ServerLog(folder: folder).isHeld || !ServerProcesses(folder).isEmpty }

    private func end() async throws {
        let found = ServerProcesses(folder)
        if !found.strangers.isEmpty {
            let noted = PostmasterFile(folder)?.process
            throw inUse(found.strangers.first { $0 == noted } ?? found.strangers.min())
        }
        // What an interrupted set-up has made is thrown away: there is nothing to lose, and no reason to wait.
        for setUp in found.setUps { kill(getpgid(setUp) == setUp ? -setUp : setUp, SIGKILL) }
        if try await askToEnd() { return }
        for signal in [SIGQUIT, SIGKILL] {
            let left = ServerProcesses(folder)
            for process in left.servers + left.setUps { kill(process, signal) }
            if try await areGone(within: .seconds(5)) { return }
        }
        throw inUse(ServerProcesses(folder).servers.first)
    }

    /// Asks for a fast shutdown, and waits for it.
    ///
    /// That is for the server itself, which is told by its note; a starting one has yet to write it. Children without a
    /// server end by themselves, but for one that hangs.
    private func askToEnd() async throws -> Bool {
        var asked: pid_t?
        var deadline = ContinuousClock.now + .seconds(3)
        while isAlive {
            let noted = PostmasterFile(folder)?.process
            if let noted, noted != asked, ServerProcesses(folder).servers.contains(noted) {
                kill(noted, SIGINT)
                asked = noted
                deadline = .now + .seconds(30)
            }
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    private func areGone(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while isAlive {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    private func inUse(_ process: pid_t?) -> StoreError {
        StoreError(
            .alreadyInUse,
            "another database server still runs on the data folder"
                + (process.map { " (process \($0))" } ?? "") + ": stop it first")
    }

    /// Removes what a dead server wrote about itself, whatever a power cut has left of it.
    ///
    /// PostgreSQL refuses to start over a note without content, and takes one for stale only when no process has the
    /// number in it. After a crash, one that has nothing to do with it often has; here it is certain that no process
    /// of the server is left.
    private func clearNotes() {
        #if !os(Linux)
            guard PostmasterFile(folder) == nil else { return }
        #endif
        for name in ["postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"] { unlink("\(folder.cluster)/\(name)") }
    }
}
