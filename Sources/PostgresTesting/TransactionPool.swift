import Dispatch
import Foundation
import Platform
package import PostgresClient
import Synchronization

/// What PgBouncer does in transaction mode, and no more: every transaction goes to the next of a few connections that all
/// clients share, with what others left on it.
///
/// A thread for each client reads its messages, and answers with those of the server. A big-endian length follows each
/// message's letter; `Z` ends an answer and says whether a transaction is open; `S` and `Q` ask for one.
package final class TransactionPool: Sendable {
    package let port: Int
    private let listener: Int32

    /// Opens the connections to a server's socket, and listens.
    ///
    /// - Throws: ``DatabaseError`` when that cannot be done.
    package init(_ settings: ConnectionSettings, size: Int = 3) async throws {
        let folder = settings.value("host") ?? ""
        let database = settings.value("dbname") ?? ""
        var servers: [Int32] = []
        for _ in 0..<size { servers.append(try await Wire.server("\(folder)/.s.PGSQL.5432", database)) }
        (listener, port) = try Wire.listen()
        let turns = Turns(servers)
        Thread.detachNewThread { [listener] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                Thread.detachNewThread {
                    TransactionPool.serve(client, turns)
                    close(client)
                }
            }
            close(listener)
        }
    }

    deinit {
        // The thread that accepts closes it: before that, its number must not become another server's.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(_ client: Int32, _ turns: Turns) {
        // The start of a connection has no letter: it is taken as read, whoever asks.
        guard let length = Wire.length(client), Wire.read(client, length - 4) != nil else { return }
        // Login done; the process 7 with the key 7; waiting for the first statement.
        let number = Int32(7).networkBytes
        let greeting =
            Wire.message("R", Int32(0).networkBytes) + Wire.message("S", Array("server_version\u{0}18.0\u{0}".utf8))
            + Wire.message("S", Array("client_encoding\u{0}UTF8\u{0}".utf8))
            + Wire.message("S", Array("standard_conforming_strings\u{0}on\u{0}".utf8))
            + Wire.message("K", number + number) + Wire.message("Z", [UInt8(ascii: "I")])
        Wire.write(client, greeting)
        var server: Int32?
        defer { if let server { turns.giveBack(server) } }
        while let (letter, body) = Wire.next(client), letter != UInt8(ascii: "X") {
            let current = server ?? turns.take()
            server = current
            Wire.write(current, [letter] + Int32(body.count + 4).networkBytes + body)
            guard letter == UInt8(ascii: "S") || letter == UInt8(ascii: "Q") else { continue }
            while let (letter, body) = Wire.next(current) {
                Wire.write(client, [letter] + Int32(body.count + 4).networkBytes + body)
                guard letter == UInt8(ascii: "Z") else { continue }
                if body == [UInt8(ascii: "I")] {
                    turns.giveBack(current)
                    server = nil
                }
                break
            }
        }
    }

    /// The shared connections, the longest unused one first.
    private final class Turns: Sendable {
        private let free: DispatchSemaphore
        private let connections: Mutex<[Int32]>

        init(_ connections: [Int32]) {
            free = DispatchSemaphore(value: connections.count)
            self.connections = Mutex(connections)
        }

        deinit { connections.withLock { $0.forEach { close($0) } } }

        func take() -> Int32 {
            free.wait()
            return connections.withLock { $0.removeFirst() }
        }

        func giveBack(_ connection: Int32) {
            connections.withLock { $0.append(connection) }
            free.signal()
        }
    }
}

/// The system's function, which a method of the same name would hide.
private func systemListen(_ socket: Int32, _ length: Int32) -> Int32 { listen(socket, length) }

/// PostgreSQL's protocol, as far as a pool of connections has to know it.
private enum Wire {
    static func message(_ letter: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
        [UInt8(ascii: letter)] + Int32(body.count + 4).networkBytes + body
    }

    static func next(_ socket: Int32) -> (UInt8, [UInt8])? {
        guard let letter = read(socket, 1)?.first, let length = length(socket) else { return nil }
        return read(socket, length - 4).map { (letter, $0) }
    }

    static func length(_ socket: Int32) -> Int? {
        read(socket, 4).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    static func read(_ socket: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                recv(socket, buffer.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard more > 0 else { return nil }
            filled += more
        }
        return bytes
    }

    static func write(_ socket: Int32, _ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let more = bytes[sent...].withUnsafeBytes { socket_send(socket, $0.baseAddress, $0.count) }
            guard more > 0 else { return }
            sent += more
        }
    }

    /// A connection that has logged in as postgres, once the server has room for it: other tests have theirs.
    static func server(_ path: String, _ database: String) async throws -> Int32 {
        while true {
            if let connection = try attempt(path, database) { return connection }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func attempt(_ path: String, _ database: String) throws -> Int32? {
        let connection = socket_stream(AF_UNIX)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { throw DatabaseError(message: "no server: \(errno)") }
        let parameters = "user\u{0}postgres\u{0}database\u{0}\(database)\u{0}client_encoding\u{0}UTF8\u{0}\u{0}"
        let start = Int32(196_608).networkBytes + Array(parameters.utf8)  // version 3.0 of the protocol
        write(connection, Int32(start.count + 4).networkBytes + start)
        while let (letter, _) = next(connection) {
            if letter == UInt8(ascii: "Z") { return connection }
        }
        close(connection)
        return nil
    }

    static func listen() throws -> (Int32, Int) {
        let listener = socket_stream(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && systemListen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw DatabaseError(message: "no port: \(errno)") }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }
}
