import Foundation
import ProgramTesting
import Testing

extension Page {
    private struct Entry: Decodable {
        let level: String
        let message: String
        let source: String
    }

    /// Reports what the browser has logged, but for expected failures of the network.
    func checkLog(expecting failures: [String]) async throws {
        try await devTools("Emulation.setScriptExecutionDisabled", ["value": false])
        // A script that runs now comes after what the observers had to tell.
        try await runAsync("await new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        let entries: [Entry] = try await session.send(.POST, "se/log", ["type": "browser"])
        var missing = Set(failures)
        for entry in entries {
            if entry.source == "network", let expected = failures.first(where: entry.message.contains) {
                missing.remove(expected)
            } else {
                Issue.record("the browser says (\(entry.source), \(entry.level)): \(entry.message)")
            }
        }
        for failure in missing.sorted() { Issue.record("the browser has not said '\(failure)'") }
    }

    /// Says what the page shows, for whoever looks for the reason.
    func keepFailure(_ error: any Error) async throws {
        let name = (Test.current?.name ?? "test").filter { $0.isLetter || $0.isNumber || $0 == " " }
        try? await screenshot("failed/\(name.prefix(100))")
        let text = try? await run("return document.body.innerText", as: String.self)
        let address = try? await url.string
        Issue.record("\(error)\nat \(address ?? "?"), which shows:\n\((text ?? "").prefix(3000))")
        let entries: [Entry] = (try? await session.send(.POST, "se/log", ["type": "browser"])) ?? []
        for entry in entries { Issue.record("the browser says (\(entry.source), \(entry.level)): \(entry.message)") }
    }
}
