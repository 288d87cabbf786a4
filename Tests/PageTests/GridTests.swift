import BrowserTesting
import Testing

/// The grid: rows that fill the width, nothing that moves, arrows in two dimensions, the place kept.
extension InBrowser {
    @Suite struct GridTests {
        private struct Box: Decodable {
            let id: String
            let left: Double
            let right: Double
            let top: Double
            let bottom: Double
            var middle: Double { (left + right) / 2 }
        }

        private func boxes(_ page: Page) async throws -> [Box] {
            let script = """
                return [...document.querySelectorAll('.tile')].map(tile => {
                    const {left, right, top, bottom} = tile.getBoundingClientRect()
                    return {id: tile.dataset.id, left, right, top: top + scrollY, bottom: bottom + scrollY}
                })
                """
            return try await page.run(script, as: [Box].self)
        }

        @Test(arguments: [320, 360, 1280, 3840]) func `rows fill the width, and nothing moves`(width: Int) async throws
        {
            try await withPage("a green tree") { page in
                try await page.resize(width: width)
                try await page.reload()
                try await page.settles()
                try await page.waits(until: "thumbnails are there", Self.hasPainted)
                let rows = Dictionary(grouping: try await boxes(page), by: \.top).sorted { $0.key < $1.key }
                let (left, right) = try await page.run(
                    "const b = document.querySelector('#results').getBoundingClientRect(); return [b.left, b.right]",
                    as: [Double].self
                ).pair
                // The last row of a section need not be full; every other one is, to the pixel.
                let full = rows.filter { abs(($0.value.map(\.right).max() ?? 0) - right) < 1.5 }
                #expect(full.count >= rows.count - 2, "\(rows.count) rows, of which \(full.count) are full")
                for row in rows { #expect(abs((row.value.map(\.left).min() ?? 0) - left) < 1.5) }
                #expect(try await page.run("return window.seenInTests.shift", as: Double.self) == 0)
                try await page.waits(
                    until: "all fits the window", "return document.documentElement.scrollWidth <= innerWidth")
                try await page.screenshot("grid-\(width)")
            }
        }

        /// All thumbnails in the window are decoded.
        static let hasPainted = """
            const images = [...document.querySelectorAll('.tile img')].filter(image => {
                const box = image.getBoundingClientRect()
                return box.bottom > 0 && box.top < innerHeight
            })
            return images.length > 0 && images.every(image => image.complete && image.naturalWidth > 0)
            """

        @Test func `a picture is its colour until its thumbnail is there`() async throws {
            // None is ever answered: the tab closes first.
            let withheld: FaultyProxy.Rule = { request in
                if request.target.contains("/thumbnail") { try? await Task.sleep(for: .seconds(3600)) }
                return .pass
            }
            try await proxied("a cat", following: withheld) { _, page in
                let colours = try await page.run(
                    "return [...document.querySelectorAll('.tile')].map(tile => tile.style.backgroundColor)",
                    as: [String].self)
                #expect(!colours.isEmpty && colours.allSatisfy { $0.hasPrefix("rgb(") })
                #expect(Set(colours).count > 10)
                try await page.screenshot("grid-colours")
            }
        }

        @Test func `arrows move in two dimensions`() async throws {
            try await withPage { page in
                try await page.focusFirstPicture()
                let boxes = try await boxes(page)
                #expect(try await page.focusedPicture == boxes[0].id)
                try await page.press(.right)
                try await page.press(.right)
                #expect(try await page.focusedPicture == boxes[2].id)
                try await page.press(.left)
                #expect(try await page.focusedPicture == boxes[1].id)
                try await page.press(.down)
                let below = try #require(boxes.first { $0.top > boxes[1].top }?.top)
                let row = boxes.filter { $0.top == below }
                let nearest = try #require(
                    row.min { abs($0.middle - boxes[1].middle) < abs($1.middle - boxes[1].middle) })
                #expect(try await page.focusedPicture == nearest.id)
                try await page.press(.up)
                #expect(try await page.focusedPicture == boxes[1].id)
                try await page.press(.end)
                let last = try await page.pictures.last
                #expect(try await page.focusedPicture == last)
                #expect(try await page.run("return scrollY > 0", as: Bool.self))
                try await page.press(.home)
                #expect(try await page.focusedPicture == boxes[0].id)
                try await page.press(.pageDown)
                #expect(try await page.focusedPicture != boxes[0].id)
                try await page.press(.pageUp)
                #expect(try await page.focusedPicture == boxes[0].id)
            }
        }

        @Test func `place and selection are kept over Back and reload`() async throws {
            try await withPage("a green tree") { page in
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.press(.end)
                try await page.press("x")
                let place = try await page.run("return scrollY", as: Double.self)
                let chosen = try await page.run(
                    "return document.querySelector('.selection-count').textContent", as: String.self)
                #expect(place > 0 && chosen == "2 selected")
                try await page.search("a cat")
                #expect(try await page.run("return scrollY", as: Double.self) < place)
                try await page.afterAnswer { try await page.back() }
                try await page.waits(
                    until: "the place is there again", "return Math.abs(scrollY - arguments[0]) < 3", JSON(place))
                try await page.waits(for: ".selection-count", toSay: "2 selected")
                try await page.reload()
                try await page.settles()
                try await page.waits(
                    until: "the place is there again", "return Math.abs(scrollY - arguments[0]) < 3", JSON(place))
                try await page.waits(for: ".selection-count", toSay: "2 selected")
            }
        }

        @Test func `orders by date have months as headings`() async throws {
            try await withPage("sort:newest") { page in
                let heading = try await page.text(of: ".grid-heading")
                #expect(heading.contains(" 20"), "\(heading)")
            }
        }
    }
}

extension [Double] {
    /// The first two.
    fileprivate var pair: (Double, Double) { (self[0], self[1]) }
}
