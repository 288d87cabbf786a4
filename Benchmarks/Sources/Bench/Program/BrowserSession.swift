import Foundation
import Platform

/// A page in a real browser without a window, through chromedriver (W3C WebDriver); it ends with this value.
final class BrowserSession: Sendable {
    private let driver: Program
    private let connection: HTTPConnection
    private let path: String

    /// Starts the driver, which starts the browser.
    init(width: Int = 1280, height: Int = 900) async throws {
        let program = try Self.driver()
        let port = try Self.freePort()
        driver = try await Program(program, ["--port=\(port)", "--log-level=OFF"], [:])
        connection = try await Self.connect(port)
        let arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
            "--window-size=\(width),\(height)",
        ]
        let options: [String: Any] = ["args": arguments]
        let capabilities = ["capabilities": ["alwaysMatch": ["goog:chromeOptions": options]]]
        let answer = try connection.send("POST", "/session", capabilities) as? [String: Any]
        guard let id = answer?["sessionId"] as? String else { throw Failure("chromedriver gave no session") }
        path = "/session/\(id)"
    }

    deinit { _ = try? connection.send("DELETE", path, nil) }

    /// Loads a page.
    func open(_ url: String) throws { _ = try ask("url", ["url": url]) }

    /// Runs a function's body in the page, which calls `arguments`' last with what it found.
    func run(_ script: String) throws -> Any? { try ask("execute/async", ["script": script, "args": [Any]()]) }

    /// Presses and lets go of each key; those of a group are held together.
    func type(_ keys: [[String]]) throws {
        let actions = keys.flatMap { group in
            group.map { ["type": "keyDown", "value": $0] } + group.reversed().map { ["type": "keyUp", "value": $0] }
        }
        let keyboard: [String: Any] = ["type": "key", "id": "keyboard", "actions": actions]
        _ = try ask("actions", ["actions": [keyboard]])
    }

    /// The megabytes of JavaScript's heap and the number of DOM nodes, after what nobody needs was collected.
    func memory() throws -> (megabytes: Double, nodes: Double) {
        // The second finds what the first has made free to go.
        for _ in 0..<2 { _ = try devTools("HeapProfiler.collectGarbage") }
        guard let heap = try devTools("Runtime.getHeapUsage")["usedSize"] as? Double,
            let nodes = try devTools("Memory.getDOMCounters")["nodes"] as? Double
        else { throw Failure("the browser does not tell its memory") }
        return (heap / 1_048_576, nodes)
    }

    private func devTools(_ command: String) throws -> [String: Any] {
        let body: [String: Any] = ["cmd": command, "params": [String: Any]()]
        return try ask("goog/cdp/execute", body) as? [String: Any] ?? [:]
    }

    private func ask(_ command: String, _ body: [String: Any]) throws -> Any? {
        try connection.send("POST", "\(path)/\(command)", body)
    }

    private static func driver() throws -> String {
        let variables = ProcessInfo.processInfo.environment
        let folders = (variables["PATH"] ?? "").split(separator: ":")
        let known = [variables["CHROMEDRIVER"]].compactMap(\.self) + folders.map { "\($0)/chromedriver" }
        guard let program = known.first(where: FileManager.default.isExecutableFile) else {
            throw Failure("no chromedriver: scripts/setup-tests installs it, CHROMEDRIVER names another")
        }
        return program
    }

    private static func connect(_ port: UInt16) async throws -> HTTPConnection {
        let deadline = now() + 30
        while true {
            if let connection = try? HTTPConnection(port: port) { return connection }
            guard now() < deadline else { throw Failure("chromedriver does not answer on port \(port)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// One that the system gives, and that is free again.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket_stream(AF_INET)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard status == 0 else { throw Failure("no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

extension HTTPConnection {
    /// Sends JSON, and returns `value` of the answer, as W3C WebDriver has it.
    fileprivate func send(_ method: String, _ path: String, _ body: [String: Any]?) throws -> Any? {
        let bytes = try body.map { [UInt8](try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(bytes.count)\r\n\r\n"
        return (try JSONSerialization.jsonObject(with: Data(ask(head, bytes))) as? [String: Any])?["value"]
    }
}
