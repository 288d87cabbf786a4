#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that could not be started.
public struct SpawnError: Error, Sendable {
    /// The program.
    public let program: String
    /// Why, in the system's words.
    public let reason: String
}

/// Starts programs with the descriptors 0 to 2 and no others.
///
/// A library that opens a socket or a file without `O_CLOEXEC`, or does so at the moment of a start, would lend it to
/// the child: a database would keep the port of this program, and its clients' connections, open after its end.
enum Spawning {
    /// Where the child's standard input, output and error lead.
    enum Streams {
        /// Nothing to read, and both outputs in a file; the child is in a session of its own, where Ctrl-C in this
        /// program's terminal does not reach it.
        case file(Int32)
        /// Those of this program, and its terminal.
        case inherited
    }

    /// Starts a program with no signal blocked or ignored.
    ///
    /// - Parameters:
    ///   - command: the program, found in the search path when it has no slash, and its arguments.
    ///   - environment: its variables, all of them.
    ///   - streams: where its input and output lead.
    /// - Returns: the number of the process.
    /// - Throws: ``SpawnError``.
    static func start(_ command: [String], environment: [String], _ streams: Streams) throws(SpawnError) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if case .file(let output) = streams {
            // The file comes first: it may itself bear the number 0.
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
            posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            flags |= newSession
        }
        #if canImport(Darwin)
            if case .inherited = streams { (0...2).forEach { posix_spawn_file_actions_addinherit_np(&actions, $0) } }
            flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #else
            if let addCloseFrom { _ = addCloseFrom(&actions, 3) } else { closeOthersOnExec() }
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var started: pid_t = 0
        let failure = posix_spawnp(&started, command[0], &actions, &attributes, arguments, variables)
        guard failure == 0 else {
            throw SpawnError(program: command[0], reason: String(cString: strerror(failure)))
        }
        return started
    }

    #if canImport(Darwin)
        private static let newSession = Int32(POSIX_SPAWN_SETSID)
    #else
        private static let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the headers show to GNU C only

        private typealias AddCloseFrom =
            @convention(c) @Sendable (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

        /// `posix_spawn_file_actions_addclosefrom_np`: glibc has it from 2.34 on, and shows it to GNU C only.
        private static let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
            unsafeBitCast($0, to: AddCloseFrom.self)
        }

        /// The next best: what is open now is not passed on; what another thread opens in this moment may be.
        static func closeOthersOnExec() {
            guard let list = opendir("/proc/self/fd") else { return }
            defer { closedir(list) }
            while let entry = readdir(list) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if let descriptor = Int32(name), descriptor > STDERR_FILENO {
                    _ = fcntl(descriptor, F_SETFD, fcntl(descriptor, F_GETFD) | FD_CLOEXEC)
                }
            }
        }
    #endif
}
