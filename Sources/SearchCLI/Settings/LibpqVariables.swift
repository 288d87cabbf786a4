import Foundation
import PostgresClient
import Synchronization

/// libpq's variables of the user's shell: out of the environment, where they would reach every connection and every
/// program that is started, and kept for a server of the user's own.
enum LibpqVariables {
    private static let taken = Mutex<[String: String]>([:])

    /// The variables as they were at the start.
    static var all: [String: String] { taken.withLock { $0 } }

    /// Takes them out of the environment; only sound while the process has one thread.
    static func take() {
        for (name, value) in ProcessInfo.processInfo.environment where ConnectionSettings.isLibpqVariable(name) {
            taken.withLock { $0[name] = value }
            unsetenv(name)
        }
    }
}
