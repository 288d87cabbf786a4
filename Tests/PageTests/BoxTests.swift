import BrowserTesting
import ImageSearchTesting
import Testing

/// The box: focus, results as one pauses, the older request given up, Esc.
extension InBrowser {
    @Suite struct BoxTests {
        @Test(arguments: ["/", "control", "meta"]) func `the box is gone to by a key`(key: String) async throws {
            try await withPage { page in
                try await page.focusFirstPicture()
                switch key {
                case "control": try await page.press(.control, "k")
                case "meta": try await page.press(.meta, "k")
                default: try await page.press("/")
                }
                #expect(try await page.focused == "box")
                #expect(try await page.run("return document.querySelector('#box').value", as: String.self) == "")
            }
        }

        @Test func `results come as one pauses`() async throws {
            try await withPage { page in
                try await page.search("a sports car")
                let first = try await page.pictures.first ?? ""
                #expect(try await page.path(of: first).hasPrefix("data/test_images/vehicles/"))
                #expect(try await page.parameter("q") == "a sports car")
                #expect(try await page.run("return document.title", as: String.self).contains("a sports car"))
                try await page.screenshot("box-results")
            }
        }

        @Test func `keys that follow each other closely are one search`() async throws {
            try await proxied { proxy, page in
                try await page.click("#box")
                try await page.afterAnswer { try await page.type("a green tree") }
                let searches = proxy.requests.filter { $0.target.contains("q=a") }
                #expect(searches.map(\.target).last?.contains("q=a+green+tree") == true)
                // The keys come within the pause of each other, unless the machine stalls.
                #expect(searches.count < 12)
            }
        }

        @Test func `an answer that comes late is not shown`() async throws {
            try await proxied { proxy, page in
                let gate = Gate()
                proxy.follow { request in
                    if request.target.contains("q=a+cat") { try? await gate.pass() }
                    return .pass
                }
                try await page.click("#box")
                try await page.type("a cat")
                await gate.waitForArrivals(1)
                try await page.press(.control, "a")
                try await page.afterAnswer { try await page.type("a sports car") }
                let shown = try await page.pictures
                gate.open()
                // The same answer to another search comes after the late one would have.
                try await page.search("a sports car ")
                #expect(try await page.pictures.first == shown.first)
                #expect(try await page.parameter("q")?.hasPrefix("a sports car") == true)
            }
        }

        @Test func `Esc clears, then leaves`() async throws {
            try await withPage("a cat") { page in
                try await page.click("#box")
                try await page.afterAnswer { try await page.press(.escape) }
                #expect(try await page.run("return document.querySelector('#box').value", as: String.self) == "")
                #expect(try await page.focused == "box")
                #expect(try await page.parameter("q") == nil)
                try await page.press(.escape)
                #expect(try await page.focused != "box")
            }
        }

        @Test func `the button clears as well`() async throws {
            try await withPage("a cat") { page in
                try await page.afterAnswer { try await page.click("#clear") }
                #expect(try await page.parameter("q") == nil)
                try await page.waits(forNo: "#clear")
            }
        }

        @Test func `a word that is not finished has longer until it is a fault`() async throws {
            try await withPage("a cat", expecting: ["422"]) { page in
                try await page.click("#box")
                try await page.press(.end)
                try await page.type(" width:>")
                try await page.waits(for: "#message", toSay: "width:>")
                let paused = try await page.run(
                    "return window.seenInTests.asked.search - window.seenInTests.input", as: Double.self)
                #expect(paused >= 1990)
                try await page.type("10")
                try await page.waits(forNo: "#message")
            }
        }

        @Test func `filters and their values are suggested`() async throws {
            try await withPage { page in
                try await page.click("#box")
                try await page.type("typ")
                try await page.waits(for: "#suggestions", toSay: "type:")
                try await page.screenshot("box-suggestions")
                #expect(
                    try await page.run(
                        "return document.querySelector('#box').getAttribute('aria-expanded')", as: String.self)
                        == "true")
                try await page.press(.down)
                try await page.press(.enter)
                try await page.waits(for: "#suggestions", toSay: "jpeg")
                try await page.press(.down)
                try await page.afterAnswer { try await page.press(.enter) }
                #expect(try await page.parameter("q") == "type:jpeg")
                try await page.type("in:tr")
                try await page.waits(for: "#suggestions", toSay: "trees")
                try await page.press(.escape)
                try await page.waits(forNo: "#suggestions")
                // Esc has closed the list alone.
                #expect(
                    try await page.run("return document.querySelector('#box').value", as: String.self).hasSuffix(
                        "in:tr"))
                #expect(try await page.focused == "box")
            }
        }
    }
}
