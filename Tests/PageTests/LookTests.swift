import BrowserTesting
import Foundation
import Testing

/// How the page looks: every width, dark and light, large type, less motion, on paper.
extension InBrowser {
    @Suite struct LookTests {
        private static let fits = "return document.documentElement.scrollWidth <= innerWidth"

        @Test(arguments: [320, 360, 768, 1280, 1920, 3840], ["light", "dark"])
        func `nothing is wider than the window`(width: Int, scheme: String) async throws {
            try await withPage { page in
                try await page.emulate(["prefers-color-scheme": scheme])
                try await page.resize(width: width)
                try await page.waits(until: "pictures are shown", GridTests.hasPainted)
                try await page.waits(until: "all fits the window", Self.fits)
                try await page.screenshot("look-\(width)-\(scheme)")
                try await page.search("2:a cat + a dog - snow in:animals type:jpeg")
                try await page.waits(until: "all fits the window", Self.fits)
                try await page.screenshot("look-results-\(width)-\(scheme)")
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "SHA-256")
                try await page.waits(until: "all fits the window", Self.fits)
                let luminance = try await page.run(Self.luminance, as: Double.self)
                if scheme == "dark" { #expect(luminance < 60) } else { #expect(luminance > 200) }
                try await page.screenshot("look-viewer-\(width)-\(scheme)")
            }
        }

        /// How light the page's ground is, from 0 to 255.
        private static let luminance = """
            const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)
            return (red + green + blue) / 3
            """

        @Test(arguments: ["", "a cat"]) func `at 200 % nothing is scrolled sideways`(query: String) async throws {
            try await withPage(query) { page in
                // Zoom makes CSS pixels larger, so fewer of them fit.
                try await page.resize(width: 640, height: 450, scale: 2)
                try await page.waits(until: "all fits the window", Self.fits)
                try await page.screenshot("zoom-\(query.isEmpty ? "empty" : "results")")
                try await page.resize(width: 1280)
                try await page.run("document.documentElement.style.fontSize = '200%'")
                try await page.waits(until: "all fits the window", Self.fits)
                try await page.screenshot("large-type-\(query.isEmpty ? "empty" : "results")")
            }
        }

        @Test func `in a low window nothing stays over the pictures`() async throws {
            try await withPage("a sports car") { page in
                try await page.resize(width: 320, height: 225)
                try await page.run("scrollTo(0, 600)")
                let script = """
                    return [document.querySelector('#header'), ...document.querySelectorAll('.grid-heading')]
                        .every(one => getComputedStyle(one).position !== 'sticky')
                        && document.querySelector('#header').getBoundingClientRect().bottom <= 0
                    """
                try await page.waits(until: "the header is scrolled away", script)
                try await page.screenshot("look-low")
            }
        }

        @Test func `what sorts stays in one line with its name`() async throws {
            try await withPage { page in
                try await page.resize(width: 1280)
                try await page.waits(for: "#examples button")
                // More than fit beside it.
                try await page.run(
                    """
                    const button = document.querySelector('#examples button')
                    for (let count = 0; count < 20; count++) button.after(button.cloneNode(true))
                    """)
                let heights = try await page.run(
                    "return ['.choices label', '#sort'].map(one => document.querySelector(one).getBoundingClientRect().height)",
                    as: [Double].self)
                #expect(heights[0] < heights[1] * 1.5, "\(heights)")
            }
        }

        @Test func `less motion is heard`() async throws {
            try await withPage("a cat") { page in
                try await page.emulate(["prefers-reduced-motion": "reduce"])
                let moving = """
                    return [...document.querySelectorAll('*')].filter(element => ['', '::before', '::after'].some(part => {
                        const style = getComputedStyle(element, part)
                        const lasts = value => value.split(',').some(time => parseFloat(time) > 0.01)
                        return lasts(style.transitionDuration) || style.animationName !== 'none' && lasts(style.animationDuration)
                            || style.scrollBehavior === 'smooth'
                    })).map(element => element.className || element.tagName)
                    """
                #expect(try await page.run(moving, as: [String].self) == [])
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                #expect(try await page.run(moving, as: [String].self) == [])
            }
        }

        @Test func `on paper there are the pictures, and nothing to press`() async throws {
            try await withPage("a cat") { page in
                try await page.waits(until: "pictures are shown", GridTests.hasPainted)
                try await page.emulate(media: "print", [:])
                try await page.screenshot("print")
                #expect(try await page.shows(".tile img"))
                #expect(try await !page.shows("#add"))
                #expect(try await !page.shows("#filters"))
                let paper = try await page.devTools("Page.printToPDF", ["printBackground": true])["data"]?.text ?? ""
                #expect(Data(base64Encoded: paper)?.starts(with: Array("%PDF".utf8)) == true)
            }
        }

        @Test func `counts are told to screen readers`() async throws {
            try await withPage { page in
                let status = "[role=status]#status"
                #expect(try await page.text(of: status).hasPrefix("71 pictures"))
                try await page.search("a sports car")
                #expect(try await page.text(of: status).hasPrefix("2 likely pictures"))
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.waits(
                    until: "the selection is told",
                    "return [...document.querySelectorAll('[role=status]')].some(e => e.textContent.includes('1 selected'))"
                )
            }
        }
    }
}
