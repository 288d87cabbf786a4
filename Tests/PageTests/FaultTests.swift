import BrowserTesting
import Foundation
import ImageSearchTesting
import NIOHTTP1
import ProgramTesting
import Testing

/// A server that is slow, dead or busy, a query that is none, pictures that vanish: said in words, and the page goes on.
extension InBrowser {
    @Suite struct FaultTests {
        @Test func `a slow answer is waited for`() async throws {
            try await proxied("a panda") { proxy, page in
                let gate = Gate()
                proxy.follow { request in
                    if request.target.contains("q=a+cat") { try? await gate.pass() }
                    return .pass
                }
                try await page.click("#box")
                try await page.press(.control, "a")
                try await page.type("a cat")
                try await page.waits(for: "#results[aria-busy=true]")
                try await page.screenshot("fault-slow")
                try await page.afterAnswer { gate.open() }
                #expect(try await page.text(of: Part.status).contains("likely"))
            }
        }

        @Test func `a server that has gone is told of, and asked again`() async throws {
            try await proxied(expecting: ["net::ERR_"]) { proxy, page in
                proxy.follow { request in request.target.hasPrefix("/search?") ? .cut() : .pass }
                try await page.click("#box")
                try await page.type("a cat")
                try await page.waits(for: Part.message, toSay: "No answer")
                let status = try await page.text(of: Part.status)
                #expect(status.contains("cannot be reached"), "\(status)")
                try await page.screenshot("fault-dead")
                proxy.follow { _ in .pass }
                try await page.afterAnswer { try await page.click("#message button") }
                try await page.waits(forNo: Part.message)
            }
        }

        @Test func `a server that is busy is asked again by itself`() async throws {
            try await proxied(expecting: ["503"]) { proxy, page in
                proxy.follow { request in
                    guard request.target.hasPrefix("/search?") else { return .pass }
                    return .answer(
                        .serviceUnavailable, headers: [("Content-Type", "application/json"), ("Retry-After", "1")],
                        body: Array(#"{"detail": "the database is away"}"#.utf8))
                }
                try await page.click("#box")
                try await page.type("a cat")
                try await page.waits(for: Part.message, toSay: "the database is away")
                try await page.waits(for: Part.message, toSay: "Trying again in")
                try await page.screenshot("fault-busy")
                proxy.follow { _ in .pass }
                try await page.waits(for: ".grid-heading", toSay: "Likely")
                try await page.waits(forNo: Part.message)
            }
        }

        @Test func `what is wrong is seen from far below, and older pictures do not pass for an answer`() async throws {
            try await proxied("a sports car", expecting: ["net::ERR_"]) { proxy, page in
                try await page.resize(width: 640, height: 450)
                try await page.waits(until: "it is scrolled", "scrollTo(0, 900); return scrollY >= 900")
                proxy.follow { request in request.target.hasPrefix("/search?") ? .cut() : .pass }
                try await page.press("/")
                try await page.press(.control, "a")
                try await page.type("a cat")
                try await page.waits(for: Part.message, toSay: "No answer")
                try await page.waits(
                    until: "it is in the window",
                    "const {top, bottom} = document.querySelector('#message h2').getBoundingClientRect();"
                        + " return top >= 0 && bottom <= innerHeight")
                try await page.waits(
                    until: "older pictures are dim, and no heading says that they fit",
                    "return [...document.querySelectorAll('.grid-section')].every(one => getComputedStyle(one).opacity < 1"
                        + " && getComputedStyle(one.querySelector('.grid-heading')).visibility === 'hidden')")
                try await page.screenshot("fault-far-below")
                proxy.follow { _ in .pass }
                try await page.afterAnswer { try await page.click("#message button") }
                try await page.waits(forNo: "#results.stale")
            }
        }

        @Test func `a device that is offline is told so, and not to start the server`() async throws {
            try await proxied(expecting: ["net::ERR_"]) { proxy, page in
                proxy.follow { request in request.target.hasPrefix("/search?") ? .cut() : .pass }
                try await page.run("Object.defineProperty(navigator, 'onLine', {get: () => false})")
                try await page.press("/")
                try await page.type("a cat")
                try await page.waits(for: Part.message, toSay: "This device is offline.")
                let words = try await page.text(of: Part.message)
                #expect(!words.contains("imagesearch serve"), "\(words)")
            }
        }

        /// Answers each search with one picture that is near, but not likely.
        private static let near: FaultyProxy.Rule = { request in
            // No thumbnail comes: the tab closes first.
            if request.target.contains("/thumbnail") { try? await Task.sleep(for: .seconds(3600)) }
            guard request.target.hasPrefix("/search?") else { return .pass }
            let answer = """
                {"query": "", "matches": [{"id": "00000000-0000-4000-8000-000000000000", "path": "x.jpg",
                "date": "2024-06-01T12:00:00Z", "band": "maybe"}], "next": null, "notes": [], "took_ms": 1.0}
                """
            return .answer(.ok, headers: [("Content-Type", "application/json")], body: Array(answer.utf8))
        }

        @Test(arguments: [
            ("- snow", "Nothing here is likely to fit."), ("snow", "likely to show “snow”"),
            ("\u{202E}abc", #"likely to show “\u{202e}abc”"#),
        ]) func `that nothing is likely is said of what is wanted, with nothing hidden in it`(
            query: String, words: String
        ) async throws {
            try await proxied(query, following: Self.near) { _, page in
                try await page.waits(for: Part.message, toSay: words)
                let title = try await page.run("return document.title", as: String.self)
                #expect(!title.contains("\u{202E}"), "\(title)")
            }
        }

        @Test func `a file that has vanished since the search is told of in the large view`() async throws {
            try await proxied("a cat", expecting: ["404"]) { proxy, page in
                proxy.follow { $0.target.contains("/file") ? .answer(.notFound) : .pass }
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.press("d")
                try await page.waits(for: ".viewer-said", toSay: "Its file is gone")
                try await page.press(.right)
                for _ in 0..<6 { try await page.press("+") }
                try await page.waits(for: ".viewer-said", toSay: "Its file is gone")
                try await page.screenshot("fault-file-gone")
            }
        }

        @Test func `a query that is none points at the fault`() async throws {
            try await withPage("a cat width:abc", expecting: ["422"]) { page in
                try await page.waits(for: "#message mark", toSay: "width:abc")
                try await page.screenshot("fault-query")
                try await page.click("#message button")
                let chosen = try await page.run(
                    "const box = document.querySelector('#box'); return box.value.slice(box.selectionStart, box.selectionEnd)",
                    as: String.self)
                #expect(chosen == "width:abc")
                try await page.afterAnswer { try await page.type("width:>10") }
                try await page.waits(forNo: Part.message)
            }
        }

        @Test func `an upload whose connection is lost can be tried again`() async throws {
            try await withProgram { _, port in
                try await FaultyProxy.run(before: port) { proxy in
                    try await Browser.shared().page(expecting: ["net::ERR_"]) { page in
                        proxy.follow { request in request.target == "/upload" ? .cut(after: 10_000) : .pass }
                        try await page.openSearch(nil, at: proxy.address)
                        try await page.click("#add")
                        try await page.choose([testImage("animals/cat.jpg")], in: "#upload-files")
                        try await page.waits(for: ".uploads .lost", toSay: "The connection was lost")
                        try await page.screenshot("fault-upload")
                        proxy.follow { _ in .pass }
                        try await page.click(".uploads .lost button")
                        try await page.waits(for: ".uploads .added", toSay: "cat.jpg")
                    }
                }
            }
        }

        @Test func `a picture that has vanished since the search is told of`() async throws {
            try await proxied("a cat", expecting: ["404"]) { proxy, page in
                let picture = try await page.pictures[0]
                proxy.follow { request in
                    request.target.contains(picture)
                        ? .answer(
                            .notFound, headers: [("Content-Type", "application/json")],
                            body: Array(#"{"detail": "Not Found"}"#.utf8))
                        : .pass
                }
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-words", toSay: "It is gone")
                try await page.screenshot("fault-vanished")
                try await page.press(.right)
                try await page.waits(forNo: ".viewer-words")
                try await page.waits(
                    until: "the next one is shown",
                    "const i = document.querySelector('.viewer-picture'); return i.complete && i.naturalWidth > 0")
            }
        }

        private static let isAllLost =
            "return [...document.querySelectorAll('.tile')].every(tile => tile.querySelector('.tile-gone'))"

        @Test(arguments: ["online", "answer"]) func `thumbnails that failed come when the server is back`(sign: String)
            async throws
        {
            let busy: FaultyProxy.Rule = { $0.target.contains("/thumbnail") ? .answer(.serviceUnavailable) : .pass }
            try await proxied("a cat likely", expecting: ["503"], following: busy) { proxy, page in
                try await page.waits(for: ".tile-gone", toSay: "cannot be shown")
                try await page.waits(until: "all are told of", Self.isAllLost)
                try await page.screenshot("fault-thumbnails")
                proxy.follow { _ in .pass }
                if sign == "online" { try await page.run("dispatchEvent(new Event('online'))") }
                if sign == "answer" { try await page.click("#saved") }
                try await page.waits(until: "thumbnails are there", GridTests.hasPainted)
                try await page.waits(forNo: ".tile-gone")
            }
        }

        @Test func `a thumbnail of a picture that is gone is not asked for again`() async throws {
            try await proxied(expecting: ["404"]) { proxy, page in
                proxy.follow { $0.target.contains("/thumbnail") ? .answer(.notFound) : .pass }
                try await page.search("a cat likely")
                try await page.waits(for: ".tile-gone", toSay: "is no longer there")
                try await page.waits(until: "all are told of", Self.isAllLost)
                let asked = proxy.requests.count { $0.target.contains("/thumbnail") }
                proxy.follow { _ in .pass }
                try await page.run("dispatchEvent(new Event('online'))")
                // What is asked for at once would come before this answer.
                try await page.click("#saved")
                try await page.waits(for: "#saved-menu h2")
                #expect(try await page.shows(".tile-gone"))
                #expect(proxy.requests.count { $0.target.contains("/thumbnail") } == asked)
            }
        }

        @Test func `a favourite that is taken back at once is none, however slow the way`() async throws {
            try await proxied("a zebra") { proxy, page in
                let gate = Gate()
                proxy.follow { request in
                    if request.method == .PUT { try? await gate.pass() }
                    return .pass
                }
                try await page.focusFirstPicture()
                try await page.press("f")
                await gate.waitForArrivals(1)
                try await page.press("f")
                try await page.waits(forNo: ".tile-heart")
                // What is sent at once would come before this answer.
                try await page.click("#saved")
                try await page.waits(for: "#saved-menu", toSay: "None yet")
                #expect(!proxy.requests.contains { $0.method == .DELETE })
                gate.open()
                try await eventually("it is taken back") { proxy.requests.contains { $0.method == .DELETE } }
            }
        }

        @Test func `names of files may hold anything`() async throws {
            let names = [
                "\"quotes\" & 'more'.jpg", "<script>alert(1)<script>.jpg", "<img src=x onerror=alert(1)>.jpg",
                "\u{202E}gpj.exe \u{2066}.jpg", "new\nline\tand\u{1B}[31m.jpg",
                String(repeating: "ü", count: 125) + "x.jpg",
            ]
            try await withProgram(
                filling: { workspace in
                    for (name, image) in zip(names, Workspace.testImages) {
                        try FileManager.default.copyItem(at: image, to: workspace.images.appending(path: name))
                    }
                }
            ) { program, port in
                try await program.hasIndexed()
                try await Browser.shared().page { page in
                    try await page.openSearch(nil, at: "http://127.0.0.1:\(port)/")
                    try await page.waits(
                        until: "all are there", "return document.querySelectorAll('.tile').length === arguments[0]",
                        JSON(names.count))
                    try await page.focusFirstPicture()
                    try await page.press(.enter)
                    try await page.press("i")
                    for _ in names {
                        try await page.waits(for: ".viewer-details", toSay: "SHA-256")
                        try await page.press("c")
                        try await page.waits(for: ".viewer-said", toSay: "Path copied")
                        let copied = try await page.clipboard
                        #expect(names.contains { copied.hasSuffix($0) }, "\(copied)")
                        #expect(
                            try await page.run(
                                "return document.documentElement.scrollWidth <= innerWidth", as: Bool.self))
                        try await page.press(.right)
                    }
                    try await page.screenshot("fault-names")
                    try await page.press(.escape)
                    #expect(
                        try await page.run(
                            "return document.querySelectorAll('.tile script, #viewer script, img[src=x]').length",
                            as: Int.self) == 0)
                }
            }
        }
    }
}
