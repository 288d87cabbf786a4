import Foundation
import ProgramTesting
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// chromedriver on a free port, which ends with the test whatever becomes of that.
enum ChromeDriver {
    /// What a shell does between the tests and the driver.
    ///
    /// It waits for the end of its input, which comes when the tests' process is gone, however it ended. The browser hangs on
    /// a pipe of the driver's, and ends with it.
    private static let script = """
        "$0" --port=0 &
        trap 'kill -9 $!' EXIT TERM INT HUP
        read -r line
        """

    /// Runs a test with a driver of its own.
    static func run<Result: Sendable>(
        home: URL, _ test: (WebDriver) async throws -> Result
    ) async throws -> Result {
        let program = try Tool.driver.path()
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let ended = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", script, program],
            environment: .inherit.updating(["HOME": home.path]), platformOptions: options,
            input: .inputWriter, output: .sequence, error: .discarded
        ) { execution in
            let port = try await port(in: execution.standardOutput)
            let result = try await test(WebDriver(address: "http://127.0.0.1:\(port)"))
            try await execution.standardInputWriter.finish()
            return result
        }
        return ended.closureResult
    }

    private static func port(in output: SubprocessOutputSequence) async throws -> Int {
        var seen = ""
        for try await line in output.strings() {
            seen += line + "\n"
            if let match = line.firstMatch(of: /started successfully on port (\d+)/), let port = Int(match.1) {
                return port
            }
        }
        throw Unexpected("chromedriver ended: \(seen)")
    }
}

/// A program that tests of the page need; `scripts/setup-tests` installs it.
enum Tool {
    case driver
    case browser

    /// Where it is: what its variable names, else the first of its names in the search path.
    func path() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment[variable], !named.isEmpty { return named }
        let folders = (environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/local/bin"]
        for name in names {
            for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        throw Unexpected("\(names[0]) is not there: run scripts/setup-tests, or name it in \(variable)")
    }

    private var variable: String { self == .driver ? "CHROMEDRIVER" : "CHROME" }

    private var names: [String] {
        switch self {
        case .driver: ["chromedriver"]
        case .browser: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        }
    }
}
