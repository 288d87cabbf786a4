import Foundation
import ImageSearchTesting
import ProgramTesting

/// A browser without a window, whose pages begin with nothing stored.
///
/// It looks up no name, and speaks to nobody but this machine.
package struct Browser: Sendable {
    let session: WebDriver
    private let downloads: URL
    /// The tab that stays open while none is in use.
    private let first: String

    /// Runs a test with a browser of its own.
    package static func run<Result: Sendable>(_ test: (Browser) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { home in
            try await ChromeDriver.run(home: home) { driver in
                let session: JSON = try await driver.send(.POST, "session", try capabilities(home: home))
                let identifier = session["sessionId"]?.text ?? ""
                let browser = try await Browser(
                    session: driver.below("session/\(identifier)"), downloads: downloads(in: home))
                let result = try await test(browser)
                try await browser.end()
                return result
            }
        }
    }

    private init(session: WebDriver, downloads: URL) async throws {
        self.session = session
        self.downloads = downloads
        first = try await session.send(.GET, "window")
    }

    private func end() async throws { let _: JSON = try await session.send(.DELETE, "") }

    /// Runs a test in a tab of its own, in which nothing is stored.
    ///
    /// Violations of the page's own policy, errors of its scripts, requests to another host and what it says on the console
    /// are faults. What is expected of the network, such as `422` or `net::ERR_EMPTY_RESPONSE`, must come at least once.
    package func page<Result: Sendable>(
        expecting failures: [String] = [], _ test: (Page) async throws -> Result
    ) async throws -> Result {
        let tab: JSON = try await session.send(.POST, "window/new", ["type": "tab"])
        try await session.post("window", ["handle": tab["handle"] ?? .null])
        let page = Page(session: session, downloads: downloads)
        do {
            try await page.prepare()
            let result = try await test(page)
            try await page.checkLog(expecting: failures)
            try await close(page)
            return result
        } catch {
            // A test that is cancelled leaves no tab behind either.
            await Task {
                try? await page.keepFailure(error)
                try? await close(page)
            }.value
            throw error
        }
    }

    private func close(_ page: Page) async throws {
        try? await page.release()
        // Else the origin's data would be there for the next one.
        try? await page.clearOrigin()
        for file in page.downloaded { try? FileManager.default.removeItem(at: file) }
        let _: JSON = try await session.send(.DELETE, "window")
        try await session.post("window", ["handle": JSON(first)])
        let _: JSON = try await session.send(.POST, "se/log", ["type": "browser"])
    }

    private static func capabilities(home: URL) throws -> JSON {
        let folder = downloads(in: home)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let limit = JSON(Int(Duration.seconds(60).scaled / .milliseconds(1)))
        let chrome: JSON = [
            "binary": JSON(try Tool.browser.path()), "args": JSON(arguments + ["--user-data-dir=\(home.path)/profile"]),
            "prefs": ["download.default_directory": JSON(folder.path), "download.prompt_for_download": false],
        ]
        return [
            "capabilities": [
                "alwaysMatch": [
                    "browserName": "chrome", "pageLoadStrategy": "eager", "goog:loggingPrefs": ["browser": "ALL"],
                    "goog:chromeOptions": chrome,
                    "timeouts": ["script": limit, "pageLoad": limit, "implicit": 0],
                    "unhandledPromptBehavior": "dismiss and notify",
                ]
            ]
        ]
    }

    private static func downloads(in home: URL) -> URL { home.appending(path: "downloads") }

    private static let arguments = [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--disable-gpu",
        "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
        "--disable-default-apps", "--disable-sync", "--disable-domain-reliability", "--disable-extensions",
        "--disable-client-side-phishing-detection", "--metrics-recording-only", "--no-pings", "--no-proxy-server",
        "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost", "--lang=en-US",
        "--force-color-profile=srgb", "--window-size=1280,900",
    ]
}
