import BrowserTesting
import Foundation
import Testing

/// Below a proxy's path, and without scripts.
extension InBrowser {
    @Suite struct ProxyTests {
        @Test func `the whole page works below a path`() async throws {
            try await proxied(prefix: "/my/pictures") { proxy, page in
                try await page.search("a cat")
                try await page.waits(until: "pictures are shown", GridTests.hasPainted)
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "Similar")
                let address = try await page.url
                #expect(address.path == "/my/pictures/")
                try await page.press(.escape)
                try await page.afterAnswer {
                    try await page.drop([testImage("animals/dog.jpg")], at: Point(x: 400, y: 500))
                }
                try await page.reload()
                try await page.settles()
                #expect(try await page.count(of: "#chips > li img") == 1)
                try await page.afterAnswer { try await page.click("#home") }
                #expect(try await page.url.path == "/my/pictures/")
            }
        }

        @Test func `all modules are asked for at once`() async throws {
            try await withPage { page in
                let modules = try await page.run(
                    """
                    const names = urls => urls.map(url => url.split('/').at(-1)).filter(name => name.endsWith('.js')).sort()
                    const links = [...document.querySelectorAll('link[rel=modulepreload]')].map(({href}) => href)
                    return [names([...links, 'app.js']), names(performance.getEntriesByType('resource').map(({name}) => name))]
                    """, as: [[String]].self)
                #expect(modules[0] == modules[1] && modules[0].count > 40)
            }
        }

        @Test(arguments: ["", "/my/pictures"]) func `without scripts a search works as a form`(prefix: String)
            async throws
        {
            try await FaultyProxy.run(before: SharedProgram.current(), prefix: prefix) { proxy in
                try await Browser.shared().page { page in
                    try await page.forbidScripts()
                    try await page.open(proxy.address + "?q=a+sports+car")
                    try await page.waits(
                        until: "the plain page is shown", "return location.pathname.endsWith('/plain')")
                    try await page.waits(for: "img")
                    #expect(try await page.parameter("q") == "a sports car")
                    try await page.screenshot("plain\(prefix.isEmpty ? "" : "-below-a-path")")
                    try await page.click("input[name=q]")
                    try await page.press(.control, "a")
                    try await page.type("a cat")
                    try await page.press(.enter)
                    try await page.waits(until: "the search is sent", "return location.search.includes('cat')")
                    try await page.waits(
                        until: "thumbnails are there",
                        "return document.images.length > 0 && document.images[0].complete && document.images[0].naturalWidth > 0"
                    )
                    #expect(try await page.text(of: "body").contains("cat.jpg"))
                }
            }
        }

        @Test func `the plain page can be used by all`() async throws {
            try await Browser.shared().page(expecting: ["422"]) { page in
                for width in [320, 360, 1280, 3840] {
                    for scheme in ["light", "dark"] {
                        try await page.resize(width: width)
                        try await page.emulate(["prefers-color-scheme": scheme])
                        for query in ["a+cat", "width:abc", "in:nowhere", ""] {
                            try await page.open("http://127.0.0.1:\(try SharedProgram.current())/plain?q=\(query)")
                            try await page.waits(for: "input[name=q]")
                            try await page.checkAccessibility("/plain?q=\(query), \(width), \(scheme)")
                            #expect(
                                try await page.run(
                                    "return document.documentElement.scrollWidth <= innerWidth", as: Bool.self))
                        }
                    }
                }
            }
        }
    }
}
