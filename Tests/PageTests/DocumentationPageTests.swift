import BrowserTesting
import Testing

/// The page for programmers, below the same rules as the one for all.
extension InBrowser {
    @Suite struct DocumentationPageTests {
        @Test(arguments: [360, 1280], ["light", "dark"])
        func `the documentation can be used by all`(width: Int, scheme: String) async throws {
            try await Browser.shared().page { page in
                try await page.resize(width: width)
                try await page.emulate(["prefers-color-scheme": scheme])
                try await page.open("http://127.0.0.1:\(try SharedProgram.current())/docs")
                try await page.waits(for: "h1")
                try await page.checkAccessibility("/docs, \(width), \(scheme)")
                try await page.screenshot("docs-\(width)-\(scheme)")
            }
        }
    }
}
