import BrowserTesting
import Foundation
import ProgramTesting
import Testing

/// The large view: keys, neighbours, zoom, details, what can be done with a picture.
extension InBrowser {
    @Suite struct ViewerTests {
        private func withViewer(
            _ query: String = "a cat", _ test: (Page) async throws -> Void
        ) async throws {
            try await withPage(query) { page in
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await test(page)
            }
        }

        private func shown(_ page: Page) async throws -> String { try await page.url.fragment ?? "" }

        @Test func `left and right go to the neighbours, Esc back to the picture`() async throws {
            try await withViewer { page in
                let pictures = try await page.pictures
                #expect(try await shown(page) == pictures[0])
                try await page.press(.right)
                try await page.press(.right)
                #expect(try await shown(page) == pictures[2])
                try await page.press(.left)
                #expect(try await shown(page) == pictures[1])
                try await page.screenshot("viewer")
                try await page.press(.escape)
                try await page.waits(forNo: Part.viewer)
                try await page.waits(until: "the address is of the results", "return location.hash === ''")
                #expect(try await page.focusedPicture == pictures[1])
            }
        }

        @Test func `the neighbours are fetched before`() async throws {
            try await withViewer { page in
                let next = try await page.pictures[1]
                try await page.waits(
                    until: "the next picture is there",
                    "return performance.getEntriesByType('resource').some(({name}) => name.includes(arguments[0])"
                        + " && name.includes('size=1024'))", JSON(next))
            }
        }

        @Test func `the picture is there at once, then sharp, and zooms to 100 %`() async throws {
            try await withViewer { page in
                // Smaller than the picture.
                try await page.resize(width: 320)
                try await page.waits(
                    until: "the sharp one is there",
                    "const i = document.querySelector('.viewer-picture'); return i.complete && i.naturalWidth > 320")
                let whole = try await page.run(Self.width, as: Double.self)
                try await page.press("z")
                try await page.waits(until: "it is shown pixel by pixel", Self.isAtFullSize)
                try await page.press("z")
                try await page.waits(until: "it is whole", "\(Self.isWhole)", JSON(whole))
                let middle = try await page.middle(of: ".viewer-stage")
                try await page.wheel(at: middle, by: -600)
                try await page.waits(
                    until: "it has grown", "return (\(Self.widthOf)) > arguments[0] * 1.2", JSON(whole))
                try await page.screenshot("viewer-zoomed")
                try await page.press("0")
                try await page.waits(until: "it is whole", "\(Self.isWhole)", JSON(whole))
                for _ in 0..<3 { try await page.press("+") }
                try await page.waits(
                    until: "it has grown", "return (\(Self.widthOf)) > arguments[0] * 1.2", JSON(whole))
            }
        }

        private static let widthOf = "document.querySelector('.viewer-picture').getBoundingClientRect().width"
        private static let width = "return \(widthOf)"
        private static let isWhole = "return Math.abs(\(widthOf) - arguments[0]) < 1"
        private static let isAtFullSize = """
            const image = document.querySelector('.viewer-picture')
            return Math.abs(image.getBoundingClientRect().width - image.naturalWidth) < 1
            """

        @Test func `the filters that a picture meets are told`() async throws {
            try await withPage("a cat in:trees in:animals type:jpeg") { page in
                try await page.click(".tile-link")
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "It meets: in:animals type:jpeg")
            }
        }

        @Test func `i shows the details, why it was found and similar ones`() async throws {
            try await withViewer { page in
                try await page.press("i")
                for text in [
                    "data/test_images/animals/cat.jpg", "Distance", "Likely", "Why it was found", "a cat", "Similar",
                ] {
                    try await page.waits(for: ".viewer-details", toSay: text)
                }
                try await page.screenshot("viewer-details")
                try await page.click("[aria-label='Copy path']")
                #expect(try await page.clipboard == "data/test_images/animals/cat.jpg")
                try await page.click(".alike-thumb")
                try await page.waits(until: "the similar one is shown", "return location.hash.length > 1")
                #expect(try await page.shows(Part.viewer))
                try await page.press("i")
                try await page.waits(forNo: ".viewer-details")
                // Keys are heard although the button that had the focus has gone with the details.
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "Similar")
                try await page.click("[aria-label='Copy path']")
                try await page.press("i")
                try await page.waits(forNo: ".viewer-details")
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "Similar")
            }
        }

        @Test func `near-duplicates are listed with their paths`() async throws {
            try await withProgram(
                filling: { workspace in
                    try workspace.addPictures(4)
                    // The same picture in other bytes.
                    let cat = try Data(contentsOf: testImage("animals/cat.jpg"))
                    for count in 1...3 {
                        try cat.commented("\(count)").write(to: workspace.images.appending(path: "copy \(count).jpg"))
                    }
                }
            ) { program, port in
                try await program.hasIndexed()
                try await Browser.shared().page { page in
                    try await page.openSearch("name:\"copy 1\"", at: "http://127.0.0.1:\(port)/")
                    try await page.focusFirstPicture()
                    try await page.press(.enter)
                    try await page.press("i")
                    for text in ["Near-duplicates", "copy 2.jpg", "copy 3.jpg", "Similar"] {
                        try await page.waits(for: ".viewer-details", toSay: text)
                    }
                    let paths = try await page.text(of: ".alike-copies")
                    #expect(!paths.contains("copy 1.jpg"), "\(paths)")
                    let strip = try await page.run(
                        "return [...document.querySelectorAll('.alike-strip img')].map(image => image.alt)",
                        as: [String].self)
                    #expect(!strip.isEmpty && strip.allSatisfy { !$0.hasPrefix("copy") }, "\(strip)")
                }
            }
        }

        @Test func `of a picture that has no near-duplicate nothing more is asked`() async throws {
            try await proxied("a panda") { proxy, page in
                try await page.focusFirstPicture()
                let before = proxy.requests.count
                try await page.press(.enter)
                try await page.press("i")
                for text in ["Why it was found", "Similar"] {
                    try await page.waits(for: ".viewer-details", toSay: text)
                }
                let searches = proxy.requests.dropFirst(before).map(\.target).filter { $0.hasPrefix("/search") }
                #expect(searches.count == 2, "\(searches)")
            }
        }

        @Test func `c copies the path and says so`() async throws {
            try await withViewer { page in
                try await page.press("c")
                try await page.waits(for: ".viewer-said", toSay: "Path copied")
                #expect(try await page.clipboard == "data/test_images/animals/cat.jpg")
            }
        }

        @Test func `d downloads the file`() async throws {
            try await withViewer { page in
                try await page.press("d")
                let file = try await page.waits(forDownloadEnding: "jpg")
                let original = try Data(contentsOf: testImage("animals/cat.jpg"))
                #expect(file.name == "cat.jpg" && file.bytes == original)
            }
        }

        @Test func `f makes a favourite, and the filter finds it`() async throws {
            try await withViewer("a zebra") { page in
                let picture = try await shown(page)
                try await page.press("f")
                try await page.waits(for: "[aria-pressed=true][aria-label=Favourite]")
                try await page.press(.escape)
                try await page.waits(for: "[data-id='\(picture)'] .tile-heart")
                try await page.afterAnswer { try await page.click("#favourites") }
                #expect(try await page.parameter("q") == "fav")
                #expect(try await page.pictures == [picture])
                try await page.screenshot("favourites")
                try await page.focusFirstPicture()
                try await page.press("f")
                try await page.waits(forNo: ".tile-heart")
            }
        }

        @Test(arguments: [("s", ""), ("-", "-")]) func `more and less like this leave the view`(
            key: String, sign: String
        ) async throws {
            try await withViewer { page in
                let picture = try await shown(page)
                try await page.afterAnswer { try await page.press(Key(stringLiteral: key)) }
                #expect(try await page.parameter("q") == "a cat \(sign.isEmpty ? "+" : sign) id:\(picture)")
                try await page.waits(forNo: Part.viewer)
            }
        }

        @Test func `the question mark lists the keys`() async throws {
            try await withViewer { page in
                try await page.press("?")
                for text in ["Large view", "More like this", "Download", "Select all"] {
                    try await page.waits(for: Part.keys, toSay: text)
                }
                try await page.screenshot("keys")
                try await page.press(.escape)
                try await page.waits(forNo: Part.keys)
                #expect(try await page.shows(Part.viewer))
            }
        }

        @Test func `a link to a picture opens it`() async throws {
            try await withViewer { page in
                try await page.press(.right)
                let picture = try await shown(page)
                try await page.reload()
                try await page.waits(for: ".viewer-picture")
                #expect(try await shown(page) == picture)
                try await page.press(.escape)
                try await page.waits(forNo: Part.viewer)
                #expect(try await page.parameter("q") == "a cat")
            }
        }

        @Test func `a link to a picture closes to its results, whatever was shown before`() async throws {
            try await withPage("a cat") { page in
                let picture = try await page.pictures[0], next = try await page.pictures[1]
                let results = try await page.run("return location.href", as: String.self)
                try await page.open(results.replacing(/\?.*/, with: "plain"))
                try await page.open("\(results)#\(picture)")
                try await page.settles()
                try await page.waits(for: ".viewer-picture")
                try await page.press(.right)
                #expect(try await shown(page) == next)
                try await page.press(.escape)
                try await page.waits(forNo: Part.viewer)
                try await page.waits(
                    until: "the address is of the results",
                    "return location.search === '?q=a+cat' && location.hash === ''")
                let isOpen = try await page.run("return history.state.isOpen ?? false", as: Bool.self)
                #expect(!isOpen)
                try await page.reload()
                try await page.settles()
                #expect(try await !page.shows(Part.viewer))
            }
        }

        @Test func `a finger swipes to the next picture`() async throws {
            try await withViewer { page in
                let pictures = try await page.pictures
                let middle = try await page.middle(of: ".viewer-stage")
                try await page.drag(
                    from: middle, to: Point(x: middle.x - 200, y: middle.y), pointer: "touch")
                try await page.waits(
                    until: "the next one is shown", "return location.hash === '#' + arguments[0]", JSON(pictures[1]))
            }
        }
    }
}
