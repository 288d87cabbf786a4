import Platform

/// The processes that work on a data folder, as the system's list of processes shows them.
struct ServerProcesses {
    /// A server of this program's, itself and children that outlived it.
    private(set) var servers: [pid_t] = []
    /// Programs that set a cluster up.
    private(set) var setUps: [pid_t] = []
    /// Somebody else's server on this folder.
    private(set) var strangers: [pid_t] = []

    var isEmpty: Bool { servers.isEmpty && setUps.isEmpty && strangers.isEmpty }

    init(_ folder: DataFolder) {
        #if os(Linux)
            guard let list = opendir("/proc") else { return }
            defer { closedir(list) }
            let users = [DataFolder.owner(of: folder.cluster)?.user, DataFolder.owner(of: folder.newData)?.user]
            while let entry = readdir(list) {
                let text = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard let process = pid_t(text), process != getpid() else { continue }
                // Of the files' owner, or of this user: a program is that before it becomes the owner's.
                guard let user = DataFolder.owner(of: "/proc/\(process)")?.user else { continue }
                if user == geteuid() || users.contains(user) { sort(process, folder) }
            }
        #else
            // Without /proc, the server's own note has to do, and it is believed only while somebody holds the log.
            guard ServerLog(folder: folder).isHeld, let process = PostmasterFile(folder)?.process else { return }
            if kill(process, 0) == 0 { servers = [process] }
        #endif
    }

    #if os(Linux)
        /// A server is told by the folder's name in its title.
        ///
        /// The folder that a process works in would say the same, but in containers not even root may read it of
        /// another user's.
        private mutating func sort(_ process: pid_t, _ folder: DataFolder) {
            let title = ServerProcesses.text(process, "cmdline")
            // A process without memory has ended, but for its number: nobody has waited for it yet.
            guard !title.isEmpty else { return }
            // Without a cluster there is no name that is only its own.
            if folder.hasCluster, title.contains("postgres"), title.contains(ServerParameters.name(folder)) {
                servers.append(process)
            } else if title.contains("initdb"), title.contains(folder.newData) {
                setUps.append(process)
            } else if ServerProcesses.text(process, "comm") == "postgres\n", !ServerProcesses.isEmbedded(title) {
                // Its own note counts where its folder cannot be seen.
                let place = DataFolder.identity(of: "/proc/\(process)/cwd")
                let isNoted = place.isEmpty && PostmasterFile(folder)?.process == process
                let isHere = !place.isEmpty && place == DataFolder.identity(of: folder.cluster)
                if isNoted || isHere { strangers.append(process) }
            }
        }

        /// The server of another folder, or a child of one: both bear its name.
        private static func isEmbedded(_ title: String) -> Bool {
            ["cluster_name=", "postgres: "].contains { title.contains($0 + ServerParameters.prefix) }
        }

        private static func text(_ process: pid_t, _ name: String) -> String {
            let descriptor = open("/proc/\(process)/\(name)", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return "" }
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: 8192)
            let count = read(descriptor, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    #endif
}
