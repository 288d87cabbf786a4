/// What a server writes into its data directory about itself: `postmaster.pid`.
struct PostmasterFile {
    let process: Int32
    let isReady: Bool

    /// Reads the file; `nil` when no server runs, one is about to write it, or a power cut spoiled it.
    init?(_ folder: DataFolder) {
        guard let text = folder.read("cluster/postmaster.pid") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Numbers below 2 mean every process, or the first one, to kill(2).
        guard let process = lines.first.flatMap({ Int32($0) }), process > 1 else { return nil }
        self.process = process
        // PostgreSQL's pidfile.h: the eighth line is the status, filled up with spaces.
        isReady = lines.count >= 8 && lines[7].hasPrefix("ready")
    }
}
