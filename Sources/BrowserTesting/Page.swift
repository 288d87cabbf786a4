package import Foundation
import ImageSearchTesting
import ProgramTesting

/// One tab, in which a test does what a person would do.
package struct Page: Sendable {
    let session: WebDriver
    /// Where the browser puts what it downloads.
    let downloads: URL

    /// Goes to an address, and returns once its document is there, with its scripts; pictures may come later.
    package func open(_ url: String) async throws { try await session.post("url", ["url": JSON(url)]) }

    /// Loads the document again.
    package func reload() async throws { try await session.post("refresh") }

    /// Goes back in the history.
    package func back() async throws { try await session.post("back") }

    /// Goes forward in the history.
    package func forward() async throws { try await session.post("forward") }

    /// The address that the tab shows.
    package var url: URLComponents {
        get async throws {
            let text: String = try await session.send(.GET, "url")
            return URLComponents(string: text) ?? URLComponents()
        }
    }

    /// The value of a parameter of the address.
    package func parameter(_ name: String) async throws -> String? {
        // As forms write it: a plus is a space.
        let query = try await url.percentEncodedQuery?.replacing("+", with: "%20") ?? ""
        var components = URLComponents()
        components.percentEncodedQuery = query
        return components.queryItems?.first { $0.name == name }?.value
    }

    /// Runs the body of a function in the document, its arguments being `arguments`.
    @discardableResult
    package func run<Value: Decodable & Sendable>(
        _ script: String, _ arguments: JSON..., as type: Value.Type = JSON.self
    ) async throws -> Value {
        try await session.send(.POST, "execute/sync", ["script": JSON(script), "args": .array(arguments)])
    }

    /// Runs the body of an asynchronous function in the document, which may `await` and `import`.
    @discardableResult
    package func runAsync<Value: Decodable & Sendable>(
        _ script: String, _ arguments: JSON..., as type: Value.Type = JSON.self
    ) async throws -> Value {
        // Promises that a script returns are waited for; `import` needs the document's own address.
        try await session.send(
            .POST, "execute/sync",
            [
                "script": JSON("return (async function () { \(script) }).apply(null, arguments)"),
                "args": .array(arguments),
            ])
    }

    /// What an element holds of text, as it is shown.
    package func text(of selector: String) async throws -> String {
        try await run("return document.querySelector(arguments[0])?.innerText ?? ''", JSON(selector), as: String.self)
    }

    /// How many elements there are.
    package func count(of selector: String) async throws -> Int {
        try await run("return document.querySelectorAll(arguments[0]).length", JSON(selector), as: Int.self)
    }

    /// Whether an element is there and can be seen.
    package func shows(_ selector: String) async throws -> Bool {
        try await run(
            "return [...document.querySelectorAll(arguments[0])].some(element => element.checkVisibility("
                + "{visibilityProperty: true, opacityProperty: true}))", JSON(selector), as: Bool.self)
    }

    /// Waits until a script, the body of a function, returns something true; `what` is told when that does not come.
    package func waits(
        until what: String, within limit: Duration = .seconds(30), _ script: String, _ arguments: JSON...
    ) async throws {
        let body: JSON = [
            "script": JSON("return Boolean((function () { \(script) }).apply(null, arguments))"),
            "args": .array(arguments),
        ]
        try await eventually(what, within: limit) {
            do {
                return try await session.send(.POST, "execute/sync", body, as: Bool.self)
            } catch let error as WebDriverError where error.isOfNavigation {
                return false
            }
        }
    }

    /// Waits until an element can be seen.
    package func waits(for selector: String) async throws {
        try await eventually("\(selector) is shown", within: .seconds(30)) { try await shows(selector) }
    }

    /// Waits until no element can be seen.
    package func waits(forNo selector: String) async throws {
        try await eventually("\(selector) is gone", within: .seconds(30)) { try await !shows(selector) }
    }

    /// Waits until an element holds a text.
    package func waits(for selector: String, toSay text: String) async throws {
        try await waits(
            until: "\(selector) says '\(text)'",
            "return [...document.querySelectorAll(arguments[0])].some(e => e.innerText.includes(arguments[1]))",
            JSON(selector), JSON(text))
    }
}

extension WebDriverError {
    /// The document was replaced while a script ran in it.
    var isOfNavigation: Bool {
        ["stale element reference", "no such execution context"].contains(code)
            || ["context", "navigat", "detached", "aborted"].contains { description.contains($0) }
                && code != "javascript error"
    }
}
