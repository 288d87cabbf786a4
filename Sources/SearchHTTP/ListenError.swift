import NIOCore
import Platform

/// An address that cannot be listened on, with what to do about it.
public struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    /// Explains what running the application threw; `nil` when that was something else.
    public init?(_ error: any Error, host: String, port: Int) {
        if error is SocketAddressError.UnknownHost {
            description =
                "HOST is '\(host)', which is no address, nor a name that this machine can look up: set it to 127.0.0.1, to "
                + "0.0.0.0 for every network, or to an address of this machine, without a port"
            return
        }
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE:
            description = "port \(port) is already in use: stop the program that listens there, or choose another port"
        case EACCES: description = "port \(port) needs rights that this user lacks: choose a port above 1023"
        case EADDRNOTAVAIL: description = "\(host) is not an address of this machine: choose another host"
        case EAFNOSUPPORT:
            description = "this machine has no network of the kind that \(host) belongs to: choose another host"
        default: return nil
        }
    }
}
