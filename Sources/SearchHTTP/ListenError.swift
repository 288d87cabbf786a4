public import ImageSearch
import NIOCore
import NIOPosix
import Platform

/// An address that cannot be listened on.
public struct ListenError: HintedError, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?

    /// Explains what running the application threw; `nil` when that was something else.
    public init?(_ error: any Error, host: String, port: Int) {
        if error is SocketAddressError.UnknownHost {
            description = "'\(host)' is no address, nor a name that this machine can look up"
            hint = .host
            return
        }
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE:
            description = "port \(port) is already in use"
            hint = .port
        case EACCES:
            description = "port \(port) needs rights that this user lacks: choose one above 1023"
            hint = nil
        case EADDRNOTAVAIL:
            description = "\(host) is not an address of this machine"
            hint = .host
        case EAFNOSUPPORT:
            description = "this machine has no network of the kind that \(host) belongs to"
            hint = .host
        default: return nil
        }
    }

    /// Listens for a moment as the application will, so that what is wrong with the address is known before anything is
    /// prepared.
    ///
    /// - Throws: ``ListenError``, or what the system says otherwise.
    public static func check(host: String, port: Int) async throws {
        let server = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do { try await server.bind(host: host, port: port).get().close() } catch {
            throw ListenError(error, host: host, port: port) ?? error
        }
    }
}
