import Platform
import ProgramTesting

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

    /// What has come since it was asked last, without waiting.
    func received() -> String {
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        while case let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends bytes.
    func send(_ bytes: some Sequence<UInt8>) throws {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Unexpected("not sent: \(errno)") }
            sent += count
        }
    }

    /// Sends a text.
    func send(_ text: String) throws {
        try send(text.utf8)
    }
}
