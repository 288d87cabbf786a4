import BrowserTesting
import Foundation
import Testing

/// Where pictures of the documentation go; none are made without.
private let documentationFolder = ProcessInfo.processInfo.environment["SCREENSHOTS"].map { URL(fileURLWithPath: $0) }

/// Makes the pictures of the documentation, when `scripts/screenshots` asks for it.
extension InBrowser {
    @Suite(.enabled(if: documentationFolder != nil)) struct DocumentationPictures {
        private func keep(_ page: Page, _ name: String) async throws {
            try await page.waits(until: "pictures are shown", GridTests.hasPainted)
            // No caret that blinks, no tool under a mouse.
            try await page.hover(at: Point(x: 2, y: 2))
            try await page.picture(at: #require(documentationFolder).appending(path: "\(name).webp"))
        }

        @Test func `a search`() async throws {
            try await withPage("a sports car") { page in
                try await page.resize(width: 1200, height: 640)
                try await keep(page, "search")
            }
        }

        @Test func `the large view`() async throws {
            try await withPage("a cat") { page in
                try await page.resize(width: 1200, height: 640)
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.press("i")
                try await page.waits(for: ".viewer-details", toSay: "Similar")
                try await page.waits(
                    until: "it is sharp",
                    "const i = document.querySelector('.viewer-picture'); return i.complete && i.naturalWidth > 256")
                try await page.hover(at: Point(x: 2, y: 2))
                try await page.picture(at: #require(documentationFolder).appending(path: "large-view.webp"))
            }
        }

        @Test func `a phone in the dark`() async throws {
            try await withPage { page in
                try await page.emulate(["prefers-color-scheme": "dark"])
                try await page.resize(width: 390, height: 640, isMobile: true)
                try await page.search("a cat + a dog")
                try await keep(page, "phone-dark")
            }
        }

        @Test func `added and left out`() async throws {
            try await withPage { page in
                try await page.resize(width: 1200, height: 640)
                try await page.afterAnswer {
                    try await page.drop([testImage("vehicles/red-beetle.jpg")], at: Point(x: 400, y: 400))
                }
                try await page.click("#box")
                try await page.press(.end)
                try await page.afterAnswer { try await page.type(" + 2:a sports car - a flower") }
                try await keep(page, "picture-and-words")
            }
        }
    }
}
