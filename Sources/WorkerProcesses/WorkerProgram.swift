import Foundation

/// A program that is started as a worker: this one again, as a rule, by a command of its own.
public struct WorkerProgram: Sendable {
    let path: String
    let arguments: [String]

    /// Names the program.
    ///
    /// - Parameters:
    ///   - path: the program's file; by default the one that is running, even when it was replaced or deleted since.
    ///   - arguments: the first tells what it is, the others are handed over.
    public init(path: String = WorkerProgram.thisProgram, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// The running program's own file.
    public static var thisProgram: String {
        #if os(Linux)
            "/proc/self/exe"
        #else
            Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
    }

    /// Nothing of the program's own environment but where its libraries lie, without which it would not start.
    ///
    /// A worker that crashes just ends: another program, which Swift's runtime may start to tell of the crash, would keep the socket
    /// open, so that nobody sees the end.
    var environment: [String] {
        let known = ProcessInfo.processInfo.environment
        let libraries = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"]
        return ["SWIFT_BACKTRACE=enable=no"] + libraries.compactMap { name in known[name].map { "\(name)=\($0)" } }
    }
}
