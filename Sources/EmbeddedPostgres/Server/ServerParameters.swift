import Platform

/// How the embedded server is set up: for one program on a small machine.
///
/// The settings are arguments, not lines in the cluster's own file, so that a new version of this program brings its own.
enum ServerParameters {
    static func arguments(_ folder: DataFolder) -> [String] {
        parameters(folder).flatMap { ["-c", "\($0)=\($1)"] }
    }

    /// Stands in the command line of the server, and in the title of each of its processes.
    static func name(_ folder: DataFolder) -> String { prefix + DataFolder.identity(of: folder.cluster) }

    /// How the names of all embedded servers begin.
    static let prefix = "imagesearch-"

    private static func parameters(_ folder: DataFolder) -> [(String, String)] {
        var parameters = [
            // No network. The socket lies in the cluster: no path is too long for it, since the server works there,
            // and nobody else may enter.
            ("listen_addresses", ""), ("unix_socket_directories", "."), ("unix_socket_permissions", "0700"),
            ("port", "5432"), ("cluster_name", name(folder)),
            ("hba_file", ServerRules.path(in: folder)), ("ident_file", ServerRules.namesPath(in: folder)),
            // Memory: 20,000 pictures of 512 dimensions are 24 MB, 200,000 with their index 500 MB.
            ("shared_buffers", "128MB"), ("maintenance_work_mem", "256MB"), ("autovacuum_work_mem", "64MB"),
            ("max_connections", "100"),
            // Index builds use every processor, the builder's own included.
            ("max_parallel_maintenance_workers", String(max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)))),
            // Compiling a query takes longer than running any of ours.
            ("jit", "off"),
            // No replica will ever follow; what is not logged need not be written twice.
            ("wal_level", "minimal"), ("max_wal_senders", "0"), ("max_wal_size", "512MB"),
            // The log is for faults.
            ("log_min_messages", "warning"), ("log_min_error_statement", "panic"), ("log_checkpoints", "off"),
            ("log_line_prefix", "%m [%p] "), ("log_timezone", "UTC"), ("timezone", "UTC"),
        ]
        #if os(Linux)
            // Containers often give /dev/shm, which "posix" would take, no more than 64 MB: too little to build an
            // index with helpers.
            parameters.append(("dynamic_shared_memory_type", "sysv"))
        #endif
        return parameters
    }
}
