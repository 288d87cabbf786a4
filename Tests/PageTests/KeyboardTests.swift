import BrowserTesting
import Testing

/// The page by keyboard alone: every stop can be seen, and all can be done.
extension InBrowser {
    @Suite struct KeyboardTests {
        /// Whether the element with the focus is marked for the eye, and within the window.
        private static let hasVisibleFocus = """
            const element = document.activeElement
            const marks = (one) => {
                const style = getComputedStyle(one)
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none'
            }
            const box = element.getBoundingClientRect()
            return (marks(element) || Boolean(element.parentElement && marks(element.parentElement)))
                && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
            """

        /// The stops of Tab from the start of the document, until one comes that is among the pictures.
        private func stops(_ page: Page) async throws -> [String] {
            var stops: [String] = []
            for _ in 0..<60 {
                try await page.press(.tab)
                let stop = try await page.focused
                let isSeen = try await page.run(Self.hasVisibleFocus, as: Bool.self)
                #expect(isSeen, "the focus on '\(stop)' cannot be seen")
                if try await page.focusedPicture != nil { return stops }
                stops.append(stop)
            }
            return stops
        }

        @Test func `Tab goes through the page in its order, and each stop is seen`() async throws {
            try await withPage("cat + in winter in:animals") { page in
                let stops = try await stops(page)
                let expected = [
                    "To the pictures", "home", "go", "box", "clear", "bring", "saved", "add", "help",
                    "Leave out cat", "Weight of cat", "Remove cat", "Leave out in winter", "Weight of in winter",
                    "Remove in winter", "Leave out folder: animals", "Remove folder: animals", "sort", "filters",
                ]
                let order = expected.compactMap { stops.firstIndex(of: $0) }
                #expect(order.count == expected.count, "\(stops)")
                #expect(order == order.sorted(), "\(stops)")
                // The pictures are one stop: the next one is behind all of them.
                try await page.press(.tab)
                let behind = try await page.focusedPicture
                #expect(behind == nil)
            }
        }

        @Test func `the first stop leads to the pictures`() async throws {
            try await withPage("a cat") { page in
                try await page.press(.tab)
                #expect(try await page.focused == "To the pictures")
                try await page.press(.enter)
                try await page.press(.tab)
                #expect(try await page.focusedPicture != nil)
            }
        }

        @Test func `all can be done by keys`() async throws {
            try await withPage { page in
                try await page.press("/")
                try await page.afterAnswer { try await page.type("a cat") }
                try await page.press(.down)
                let first = try await page.pictures.first
                #expect(try await page.focusedPicture == first)
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "Why it was found")
                // Tab stays within the large view.
                for _ in 0..<12 {
                    try await page.press(.tab)
                    #expect(
                        try await page.run(
                            "return document.activeElement === document.body"
                                + " || document.querySelector('#viewer').contains(document.activeElement)",
                            as: Bool.self))
                }
                try await page.press(.escape)
                try await page.waits(forNo: Part.viewer)
                #expect(try await page.focusedPicture == first)
                try await page.press("x")
                try await page.press(.shift, .right)
                try await page.waits(for: ".selection-count", toSay: "2 selected")
                // The bar comes before the pictures.
                for _ in 0..<10 where try await page.focused != "Copy paths" { try await page.press(.shift, .tab) }
                try await page.press(.enter)
                try await page.waits(for: "#toast", toSay: "2 paths copied")
                try await page.press("?")
                try await page.waits(for: Part.keys)
                try await page.press(.escape)
                try await page.waits(forNo: Part.keys)
                try await page.press(.control, "k")
                #expect(try await page.focused == "box")
            }
        }
    }
}
