#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that is run to its end.
enum Command {
    /// What programs see of this one's environment: nothing but where to find others, and one language and time zone.
    static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", "TZ=UTC"]

    /// Runs a program and collects what it prints, up to 64 KiB.
    static func run(_ command: [String]) async throws -> (status: Int32, output: String) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw DataFolder.failure("cannot be prepared", "pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        // A pipe's buffer holds what these programs print; what is more is lost rather than waited for.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let child: ChildProcess
        do {
            defer { close(ends[1]) }
            child = try ChildProcess(command, environment: environment, output: ends[1])
        }
        let status = await child.end()
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &bytes, bytes.count)
        return (status, String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }
}
