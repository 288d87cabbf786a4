import BrowserTesting
import HTTPTesting
import NIOHTTP1
import Testing

/// What the tests of the page rely on: that a fault of a page makes them fail.
extension InBrowser {
    @Suite struct BrowserTests {
        private static let pages: [(body: String, resources: Int, fault: String)] = [
            ("<script>console.error('here')</script>", 0, "here"),
            ("<script>throw new Error('thrown')</script>", 0, "thrown"),
            ("<script>Promise.reject(new Error('rejected'))</script>", 0, "rejected"),
            ("<script>fetch('http://localhost:1030/x').catch(() => {})</script>", 1, "foreign request"),
            ("<img src='http://localhost:1030/x.png' alt=''>", 1, "foreign request"),
            ("<img src=missing.png alt=''>", 1, "404"),
        ]

        @Test(arguments: pages) func `what a page must not do is told`(
            body: String, resources: Int, fault: String
        ) async throws {
            try await LocalServer.run { request in
                request.target == "/"
                    ? LocalResponse(
                        headers: ["Content-Type": "text/html"], body: Array(("<link rel=icon href=data:,>" + body).utf8)
                    )
                    : LocalResponse(.notFound)
            } _: { server in
                try await withKnownIssue {
                    try await Browser.shared().page { page in
                        try await page.open(server.url + "/")
                        // The browser tells of a resource when it has given it up.
                        try await page.waits(
                            until: "all is loaded",
                            "return performance.getEntriesByType('resource').length >= arguments[0]", JSON(resources))
                    }
                } matching: { issue in
                    [fault, "Failed to load resource", "Uncaught"].contains { "\(issue)".contains($0) }
                }
            }
        }

        @Test func `a violation of the page's own policy is told`() async throws {
            try await LocalServer.run { _ in
                LocalResponse(
                    headers: ["Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"],
                    body: Array("<img src=x.png alt=''>".utf8))
            } _: { server in
                try await withKnownIssue {
                    try await Browser.shared().page { page in try await page.open(server.url + "/") }
                } matching: {
                    "\($0)".contains("Content Security Policy") || "\($0)".contains("policy violated")
                }
            }
        }

        @Test func `what keeps people out is told`() async throws {
            try await LocalServer.run { _ in
                LocalResponse(
                    headers: ["Content-Type": "text/html"],
                    body: Array("<!doctype html><html lang=en><title>x</title><main><button></button></main>".utf8))
            } _: { server in
                try await Browser.shared().page { page in
                    try await page.open(server.url + "/")
                    try await withKnownIssue {
                        try await page.checkAccessibility("a button without a name")
                    } matching: {
                        "\($0)".contains("button-name")
                    }
                }
            }
        }

        @Test func `nothing is stored from one test to the next`() async throws {
            try await LocalServer.run { _ in
                LocalResponse(headers: ["Content-Type": "text/html"], body: Array("<title>x</title>".utf8))
            } _: { server in
                for _ in 0..<2 {
                    try await Browser.shared().page { page in
                        try await page.open(server.url + "/")
                        let before = try await page.run("return localStorage.getItem('x')", as: String?.self)
                        #expect(before == nil)
                        try await page.run("localStorage.setItem('x', 'y')")
                    }
                }
            }
        }
    }
}
