import Platform

/// A connection to a server on this machine that is kept open, whatever is or is not sent over it.
final class OpenConnection: Sendable {
    private let descriptor: Int32

    /// Connects.
    init(port: Int) throws {
        descriptor = socket_stream(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
        }
        guard isConnected else { throw Unexpected("no connection to port \(port): \(errno)") }
    }

    deinit { close(descriptor) }

    /// A port of a range on which nobody listens.
    static func unusedPort(in range: Range<Int>) throws -> Int {
        for port in range.shuffled() where (try? OpenConnection(port: port)) == nil { return port }
        throw Unexpected("there is a server on each port of \(range)")
    }

    /// Sends a text.
    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Unexpected("not sent: \(errno)") }
    }
}
