import BrowserTesting
import Foundation
import ProgramTesting
import Testing

/// A picture as the query: dropped, pasted, chosen, or one that was found, or a part of it.
extension InBrowser {
    @Suite struct PictureQueryTests {
        private let cat = testImage("animals/cat.jpg")

        private func findsCat(_ page: Page) async throws {
            let first = try await page.pictures.first ?? ""
            #expect(try await page.path(of: first) == "data/test_images/animals/cat.jpg")
            let query = try await page.parameter("q") ?? ""
            #expect(query.hasPrefix("picture:") && query.count == "picture:".count + 12, "\(query)")
            #expect(try await page.count(of: "#chips > li img") == 1)
        }

        @Test func `a picture that is dropped anywhere is searched with`() async throws {
            try await withPage { page in
                try await page.afterAnswer { try await page.drop([cat], at: Point(x: 400, y: 500)) }
                try await findsCat(page)
                try await page.screenshot("picture-dropped")
            }
        }

        @Test func `a picture is chosen by a button`() async throws {
            try await withPage { page in
                try await page.click("#bring")
                try await page.waits(for: "#bring-menu")
                try await page.screenshot("picture-menu")
                try await page.afterAnswer { try await page.choose([cat], in: "#choose-picture input") }
                try await findsCat(page)
            }
        }

        @Test func `why a picture was found is told of a brought picture too`() async throws {
            try await withPage { page in
                try await page.afterAnswer { try await page.drop([cat], at: Point(x: 400, y: 500)) }
                try await page.click("#box")
                try await page.press(.end)
                try await page.afterAnswer { try await page.type(" - snow") }
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.press("i")
                for text in ["Why it was found", "your picture", "snow"] {
                    try await page.waits(for: ".viewer-details", toSay: text)
                }
                #expect(try await page.count(of: ".alike-terms li") == 2)
                #expect(try await page.count(of: ".alike-terms img[src^='blob:']") == 1)
                try await page.screenshot("picture-why")
            }
        }

        @Test func `a picture is pasted`() async throws {
            try await withPage { page in
                let bytes = try Data(contentsOf: cat).base64EncodedString()
                try await page.afterAnswer {
                    try await page.run(
                        """
                        const bytes = Uint8Array.from(atob(arguments[0]), character => character.charCodeAt(0))
                        const data = new DataTransfer()
                        data.items.add(new File([bytes], 'image.jpg', {type: 'image/jpeg'}))
                        document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
                        """, JSON(bytes))
                }
                try await findsCat(page)
            }
        }

        @Test func `a phone offers its camera`() async throws {
            try await Browser.shared().page { page in
                try await page.resize(width: 360, height: 780, isMobile: true)
                try await page.openSearch(nil, at: "http://127.0.0.1:\(try SharedProgram.current())/")
                try await page.click("#bring")
                try await page.waits(for: "#take-picture")
                #expect(try await page.count(of: "#take-picture input[capture=environment]") == 1)
                try await page.screenshot("picture-camera")
            }
        }

        @Test func `reload, Back and words beside it keep the picture`() async throws {
            try await withPage { page in
                try await page.afterAnswer { try await page.drop([cat], at: Point(x: 400, y: 500)) }
                try await page.reload()
                try await page.settles()
                try await page.waits(for: ".tile")
                try await findsCat(page)
                try await page.search("a panda")
                try await page.afterAnswer { try await page.back() }
                try await findsCat(page)
                try await page.click("#box")
                try await page.press(.end)
                try await page.afterAnswer { try await page.type(" + in snow") }
                #expect(try await page.count(of: "#chips > li") == 2)
            }
        }

        @Test func `a picture that was brought to another browser is asked for`() async throws {
            try await withPage("picture:0123456789ab") { page in
                try await page.waits(for: "#message", toSay: "is not here")
                try await page.screenshot("picture-missing")
                try await page.click("#message button.main")
                try await page.afterAnswer { try await page.choose([cat], in: "#choose-picture input") }
                try await findsCat(page)
            }
        }

        @Test func `more and less like a result change the query, several at once`() async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                let cat = try await page.focusedPicture ?? ""
                try await page.afterAnswer { try await page.press("s") }
                #expect(try await page.parameter("q") == "a cat + id:\(cat)")
                try await page.focusFirstPicture()
                try await page.press(.right)
                let other = try await page.focusedPicture ?? ""
                try await page.afterAnswer { try await page.press("-") }
                #expect(try await page.parameter("q") == "a cat + id:\(cat) - id:\(other)")
                #expect(try await page.count(of: "#chips > li img") == 2)
                try await page.screenshot("picture-more-less")
            }
        }

        @Test(arguments: ["mouse", "touch", "keys"]) func `a part drawn in the large view is searched with`(
            by means: String
        ) async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.press("r")
                try await page.waits(for: ".crop-frame")
                if means == "keys" {
                    for _ in 0..<5 { try await page.press(.left) }
                    for _ in 0..<5 { try await page.press(.shift, .right) }
                } else {
                    let middle = try await page.middle(of: ".viewer-picture")
                    try await page.drag(
                        from: Point(x: middle.x - 150, y: middle.y - 120),
                        to: Point(x: middle.x + 10, y: middle.y + 90),
                        pointer: means)
                }
                try await page.screenshot("crop-\(means)")
                try await page.afterAnswer { try await page.press(.enter) }
                let query = try await page.parameter("q") ?? ""
                let part = query.split(separator: "@").last?.split(separator: ",").compactMap { Double($0) } ?? []
                #expect(part.count == 4 && query.hasPrefix("id:"), "\(query)")
                if means == "keys" { #expect(part == [0.15, 0.25, 0.6, 0.5]) }
                #expect(part.allSatisfy { $0 > 0 && $0 < 1 }, "\(query)")
                try await page.waits(forNo: Part.viewer)
            }
        }
    }
}
