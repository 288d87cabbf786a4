import CWorkers
import Platform

/// Memory that a program and its worker both see; it takes no room until it is written to.
///
/// The worker can write to it at any time: what the program reads there once may read otherwise the next time.
///
/// Not checked: the pointer is this object's own, and what it points to is raw memory that another process writes to anyway.
public final class SharedMemory: @unchecked Sendable {
    let descriptor: Int32
    private let start: UnsafeMutableRawPointer
    /// Bytes.
    public let count: Int

    /// Makes memory of a size that can never change.
    ///
    /// - Throws: ``WorkerFailure`` when the system has none.
    public convenience init(count: Int) throws(WorkerFailure) {
        try self.init(descriptor: workers_memory_create(count), count: count)
    }

    /// In a worker: the memory that its program handed it.
    public convenience init(ofWorker count: Int) throws(WorkerFailure) {
        try self.init(descriptor: Int32(workers_memory), count: count)
    }

    private init(descriptor: Int32, count: Int) throws(WorkerFailure) {
        guard descriptor >= 0 else { throw WorkerFailure("no shared memory: \(systemError())") }
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let start, start != MAP_FAILED else {
            close(descriptor)
            throw WorkerFailure("shared memory cannot be mapped: \(systemError())")
        }
        self.descriptor = descriptor
        self.start = start
        self.count = count
    }

    deinit {
        munmap(start, count)
        close(descriptor)
    }

    /// Copies bytes to a place; all of them must fit.
    public func write(_ bytes: [UInt8], at offset: Int) {
        precondition(offset >= 0 && bytes.count <= count - offset)
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: start + offset, count: $0.count).copyMemory(from: $0)
        }
    }

    /// A copy of what is there now.
    public func read(_ length: Int, at offset: Int) -> [UInt8] {
        precondition(offset >= 0 && length >= 0 && length <= count - offset)
        return Array(UnsafeRawBufferPointer(start: start + offset, count: length))
    }

    /// Lends a part of the memory.
    public func withBytes<Result: ~Copyable, Failure>(
        _ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return try body(UnsafeMutableRawBufferPointer(start: start + range.lowerBound, count: range.count))
    }

    /// Gives the room of the first bytes back to the system.
    public func release(_ length: Int) { workers_memory_release(start, min(length, count)) }
}

func systemError(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
