import CWorkers
import Platform

/// A running worker, which dies with this value.
///
/// It is trusted with nothing: what it sends is a frame or the end of it, and its end never is this program's.
public struct WorkerProcess: ~Copyable, Sendable {
    /// What came from a worker.
    public enum Receipt: Sendable, Equatable {
        case frame(WorkerFrame)
        /// Nothing within the time.
        case nothing
        /// The worker has closed its end, or broken the rules.
        case ended
    }

    /// How a worker ended.
    public struct End: Sendable {
        /// The signal that ended it; `nil` when it ended by itself.
        public let signal: Int32?
        /// The most memory that it held, in bytes; 0 where the system does not tell it apart from its parent's (Linux).
        public let peakBytes: Int
    }

    /// The number of the process.
    public let pid: Int32
    private let socket: Int32
    private var pending: [UInt8] = []
    private var isWaitedFor = false

    /// Starts a worker with no environment, no descriptors but its own, and a session of its own.
    ///
    /// - Parameters:
    ///   - program: what is started.
    ///   - memory: is shared with it.
    /// - Throws: ``WorkerFailure``.
    public init(_ program: WorkerProgram, memory: SharedMemory) throws(WorkerFailure) {
        var pid: Int32 = 0
        var socket: Int32 = -1
        let descriptor = memory.descriptor
        let code = withCStrings(program.arguments) { arguments in
            withCStrings(program.environment) { workers_spawn(program.path, arguments, $0, descriptor, &pid, &socket) }
        }
        guard code == 0 else { throw WorkerFailure("a worker cannot be started: \(systemError(code))") }
        self.pid = pid
        self.socket = socket
    }

    deinit {
        if !isWaitedFor { _ = workers_kill(pid) }
        close(socket)
    }

    /// Sends a request; `false` when the worker is gone or has spoken without being asked.
    public mutating func send(_ frame: WorkerFrame) -> Bool {
        guard receive(within: .zero) == .nothing, pending.isEmpty else { return false }
        return frame.withBytes { bytes in bytes.baseAddress.map { workers_send(socket, $0, bytes.count) } ?? false }
    }

    /// Waits for an answer.
    public mutating func receive(within limit: Duration) -> Receipt {
        var frame = WorkerFrame()
        var received = 0
        let wanted = WorkerFrame.byteCount - pending.count
        let milliseconds = Int32(clamping: Int(limit / .milliseconds(1)))
        let receipt = frame.withMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return workers_closed }
            return workers_receive(socket, start, wanted, milliseconds, &received)
        }
        guard receipt == workers_received else { return receipt == workers_nothing ? .nothing : .ended }
        pending += frame.withBytes { $0.prefix(received) }
        guard pending.count == WorkerFrame.byteCount else { return .nothing }
        let whole = pending
        frame.withMutableBytes { $0.copyBytes(from: whole) }
        pending = []
        return .frame(frame)
    }

    /// The processor time that it has used; zero where the system does not tell.
    public var processorTime: Duration { .nanoseconds(Int64(clamping: workers_processor_time(pid))) }

    /// The bytes that are its own and in memory now; zero where the system does not tell.
    public var residentBytes: Int { Int(clamping: workers_resident_bytes(pid)) }

    /// Ends it if it has not ended by itself, and waits for that.
    public consuming func end() -> End {
        let end = workers_kill(pid)
        isWaitedFor = true
        return End(signal: end.signal == 0 ? nil : end.signal, peakBytes: Int(clamping: end.peak_bytes))
    }
}

/// Lends strings as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(&copies)
}
