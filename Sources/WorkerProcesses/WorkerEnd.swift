import CWorkers

/// The worker's end of the line, for the process that was started as a worker.
public enum WorkerEnd {
    /// Rights that a worker has given up.
    public struct Confinement: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int64
        /// Takes the bits.
        public init(rawValue: Int64) { self.rawValue = rawValue }
        /// Its address space is limited.
        public static let limited = Confinement(rawValue: Int64(workers_limited))
        /// It can open no file, make no connection, start no process and run no program: Linux with seccomp.
        public static let sealed = Confinement(rawValue: Int64(workers_sealed))
    }

    /// Dies with the program that started it, gains no rights, leaves no core; to be called before anything else.
    public static func begin() { workers_begin() }

    /// As ``begin()``, for a worker that reads and writes files, as many and as large as its program may; when memory ends, the
    /// system ends it rather than its program.
    public static func beginWithFiles() { workers_begin_with_files() }

    /// Limits by how many bytes the address space may still grow, where the system can do that.
    public static func limitMemory(bytes: Int) { _ = workers_limit_memory(UInt64(bytes)) }

    /// Takes away what computing does not need; libraries must have loaded all they want by now.
    ///
    /// - Parameter bytes: by how many bytes the address space may still grow.
    /// - Returns: what could be had.
    public static func confine(bytes: Int) -> Confinement {
        Confinement(rawValue: Int64(workers_confine(UInt64(bytes))))
    }

    /// Ends the worker after so many more seconds of a processor, a little more at most.
    public static func allow(seconds: Int) { workers_allow_seconds(UInt32(clamping: seconds)) }

    /// A last word, said when C++ finds no memory.
    public static func whenMemoryEnds(say frame: WorkerFrame) {
        frame.withBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            workers_when_memory_ends(start, bytes.count)
        }
    }

    /// Says it now, and ends the worker.
    public static func sayLastWord() -> Never { workers_say_last_message() }

    /// The next request; the process ends when there will be none.
    public static func receive() -> WorkerFrame {
        var frame = WorkerFrame()
        var filled = 0
        while filled < WorkerFrame.byteCount {
            var received = 0
            let receipt = frame.withMutableBytes { buffer in
                guard let start = buffer.baseAddress else { return workers_closed }
                return workers_receive(
                    Int32(workers_socket), start + filled, WorkerFrame.byteCount - filled, -1, &received)
            }
            if receipt == workers_closed { workers_leave(0) }
            filled += received
        }
        return frame
    }

    /// Answers; the process ends when nobody listens.
    public static func send(_ frames: WorkerFrame...) {
        let all = frames.flatMap { $0.withBytes(Array.init) }
        let isSent = all.withUnsafeBytes { bytes in
            bytes.baseAddress.map { workers_send(Int32(workers_socket), $0, bytes.count) } ?? false
        }
        if !isSent { workers_leave(0) }
    }

    /// Runs the worker on a stack that ends in a guard page: what recurses without end is a fault of this process, at once.
    public static func runOnGuardedStack(_ body: @convention(c) () -> Void) -> Never {
        _ = workers_run_on_guarded_stack(8 << 20, body)
        workers_leave(1)
    }

    /// What it can still do that it should not, as bits: zero is nothing.
    ///
    /// For tests of the confinement.
    public static func attemptEscape() -> Int64 { Int64(workers_attempt_escape()) }
}
