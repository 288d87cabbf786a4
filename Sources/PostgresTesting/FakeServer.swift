import Foundation
import Platform
package import PostgresClient

/// A server on a port of its own that takes connections and gives one answer to whatever comes, or none at all.
package final class FakeServer: Sendable {
    private let listener: Int32
    private let isSilent: Bool
    package let port: Int

    /// Listens.
    ///
    /// - Parameter answer: `nil` for a server that keeps silent: then the system takes the connections, and nobody else.
    /// - Throws: ``DatabaseError`` when no port is to be had.
    package init(_ answer: [UInt8]? = nil) throws {
        isSilent = answer == nil
        let listener = socket_stream(AF_INET)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw DatabaseError(message: "no port: \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard let answer else { return }
        FakeServer.inBackground {
            while case let client = accept(listener, nil, nil), client >= 0 {
                var bytes = [UInt8](repeating: 0, count: 4096)
                _ = read(client, &bytes, bytes.count)
                _ = write(client, answer, answer.count)
                shutdown(client, Int32(SHUT_WR))
                while read(client, &bytes, bytes.count) > 0 {}
                close(client)
            }
            close(listener)
        }
    }

    deinit {
        // The thread that accepts closes it: before that, its number must not become another server's.
        shutdown(listener, Int32(SHUT_RDWR))
        if isSilent { close(listener) }
    }

    /// An address of it, without TLS unless said otherwise.
    package var settings: ConnectionSettings { settings(sslmode: "disable") }

    package func settings(sslmode: String, database: String = "d") -> ConnectionSettings {
        ConnectionSettings(host: "127.0.0.1", port: port, database: database, user: "u", password: "s3cr3t")
            .withDefault("sslmode", sslmode)
    }

    /// PostgreSQL's message of an error before a login.
    package static func refusal(_ state: String, _ text: String) -> [UInt8] {
        let fields = "SFATAL\0VFATAL\0C\(state)\0M\(text)\0\0"
        return [UInt8(ascii: "E")] + Int32(fields.utf8.count + 4).networkBytes + Array(fields.utf8)
    }

    /// Runs blocking work on a thread of its own.
    static func inBackground(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread { work() }
        thread.start()
    }
}
