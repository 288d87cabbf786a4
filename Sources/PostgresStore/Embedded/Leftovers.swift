import ImageSearch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a program that was killed left behind: a server that runs on without it, or the note that one did.
///
/// Call it with the folder's lock in hand only: then a server on the folder belongs to nobody.
struct Leftovers {
    let folder: DataFolder

    /// Stops a forsaken server in the way that loses nothing, with more and more force, then clears its notes away.
    func clear() async throws {
        guard PostmasterFile(folder) != nil || !processes().isEmpty else { return }
        // Fast shutdown is for the server itself. Children without it end by themselves, but for one that hangs.
        let server = processes().first { $0 == PostmasterFile(folder)?.process }
        if let server { kill(server, SIGINT) }
        if try await areGone(within: .seconds(server == nil ? 2 : 30)) { return clearNotes() }
        for signal in [SIGQUIT, SIGKILL] {
            for process in processes() { kill(process, signal) }
            if try await areGone(within: .seconds(5)) { return clearNotes() }
        }
        throw StoreError(
            .alreadyInUse,
            "another database server still runs on the data folder (process \(processes().first ?? 0)): stop it first")
    }

    private func areGone(within patience: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + patience
        while !processes().isEmpty {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    /// Removes what a dead server wrote about itself.
    ///
    /// PostgreSQL takes its note for stale only when no process has the number in it. After a crash, one that has
    /// nothing to do with it often has; here it is certain that no process of the server is left.
    private func clearNotes() {
        #if os(Linux)
            for name in ["postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
                unlink("\(folder.cluster)/\(name)")
            }
        #endif
    }

    /// The processes of a server on this folder: itself, and children that outlived it.
    ///
    /// They are told by the folder's name in their titles, and by their user: /proc/PID/cwd would say the same, but in
    /// containers not even root may read it.
    func processes() -> [pid_t] {
        #if os(Linux)
            guard let list = opendir("/proc") else { return [] }
            defer { closedir(list) }
            let owner = DataFolder.owner(of: folder.cluster)?.user
            let name = ServerParameters.name(folder)
            var found: [pid_t] = []
            while let entry = readdir(list) {
                let text = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard let process = pid_t(text), DataFolder.owner(of: "/proc/\(text)")?.user == owner else { continue }
                if Leftovers.title(of: process).contains(name) { found.append(process) }
            }
            return found
        #else
            // Without /proc, the server's own note has to do.
            guard let process = PostmasterFile(folder)?.process, kill(process, 0) == 0 else { return [] }
            return [process]
        #endif
    }

    private static func title(of process: pid_t) -> String {
        let descriptor = open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.contains("postgres") ? text : ""
    }
}
