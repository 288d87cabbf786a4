import BrowserTesting
import Foundation
import Testing

/// Selecting by keys, mouse and finger, and what the bar does with the selected.
extension InBrowser {
    @Suite struct SelectionTests {
        @Test func `keys select, extend and select all`() async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                let pictures = try await page.pictures
                try await page.press("x")
                #expect(try await page.selected == [pictures[0]])
                try await page.press(.shift, .right)
                try await page.press(.shift, .right)
                #expect(try await page.selected == Array(pictures[0..<3]))
                try await page.press(.space)
                #expect(try await page.selected == Array(pictures[0..<2]))
                try await page.press(.control, "a")
                try await page.waits(for: ".selection-count", toSay: "71 selected")
                try await page.screenshot("selection")
                try await page.press(.escape)
                try await page.waits(forNo: Part.selection)
            }
        }

        @Test(arguments: [Key("x"), .space])
        func `Shift selects all from the last one, wherever was gone to since`(key: Key) async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                let pictures = try await page.pictures
                try await page.press(key)
                try await page.press(.right)
                try await page.press(.right)
                try await page.press(.shift, key)
                #expect(try await page.selected == Array(pictures[0..<3]))
                try await page.press(.escape)
                try await page.press(.right)
                try await page.press(.shift, key)
                #expect(try await page.selected == [pictures[3]])
            }
        }

        @Test(arguments: [".", ".."]) func `a search is not saved under a step of a path`(name: String) async throws {
            try await withPage("a panda") { page in
                try await page.click("#save")
                try await page.press(.control, "a")
                try await page.type(name)
                try await page.press(.enter)
                try await page.waits(for: "#save-dialog [role=alert]", toSay: "cannot be called")
            }
        }

        @Test func `the mouse selects, Shift extends`() async throws {
            try await withPage("a cat") { page in
                let pictures = try await page.pictures
                try await page.hover(at: page.middle(of: ".tile"))
                try await page.click(".tile-check")
                #expect(try await page.selected == [pictures[0]])
                try await page.click("[data-id='\(pictures[1])']")
                #expect(try await page.selected == Array(pictures[0..<2]))
                try await page.click("[aria-label='Select none']")
                try await page.waits(forNo: Part.selection)
            }
        }

        @Test func `a finger that stays selects`() async throws {
            try await Browser.shared().page { page in
                try await page.resize(width: 360, height: 780, isMobile: true)
                try await page.openSearch("a cat", at: "http://127.0.0.1:\(try SharedProgram.current())/")
                try await page.waits(for: ".tile")
                try await page.hold(at: page.middle(of: ".tile"), pointer: "touch") {
                    try await page.waits(for: ".selection-count", toSay: "1")
                }
                #expect(try await !page.shows(Part.viewer))
                try await page.screenshot("selection-touch")
            }
        }

        @Test func `paths are copied`() async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.press(.shift, .right)
                try await page.click("[aria-label='Copy paths']")
                try await page.waits(for: "#toast", toSay: "2 paths copied")
                let paths = try await page.clipboard.split(separator: "\n")
                #expect(paths.count == 2 && paths[0] == "data/test_images/animals/cat.jpg")
            }
        }

        @Test(arguments: [("Paths as text", "txt"), ("JSON", "json"), ("CSV", "csv"), ("The pictures as zip", "zip")])
        func `the selected are downloaded`(kind: String, ending: String) async throws {
            try await withPage("a cat") { page in
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.press(.shift, .right)
                try await page.click("#selection [aria-label=Download]")
                try await page.waits(for: "#export-menu")
                try await page.click("#export-menu button", named: kind)
                let file = try await page.waits(forDownloadEnding: ending).bytes
                switch ending {
                case "zip":
                    let photos = try ["animals/cat.jpg", "animals/tiger.jpg"].map {
                        try Data(contentsOf: testImage($0)).count
                    }
                    #expect(file.starts(with: Array("PK".utf8)) && file.count > photos.reduce(0, +))
                default: #expect(String(decoding: file, as: UTF8.self).contains("data/test_images/animals/cat.jpg"))
                }
            }
        }

        @Test func `the selected become favourites and stop being some`() async throws {
            try await withPage("a panda") { page in
                try await page.focusFirstPicture()
                try await page.press("x")
                try await page.press(.shift, .right)
                try await page.click("#selection [aria-label=Favourite]")
                try await page.waits(until: "both are", "return document.querySelectorAll('.tile-heart').length === 2")
                try await page.click("#selection [aria-label=Favourite]")
                try await page.waits(forNo: ".tile-heart")
            }
        }

        @Test func `a search is saved under a name, found again and removed`() async throws {
            try await withPage("a panda likely") { page in
                try await page.click("#save")
                try await page.press(.control, "a")
                try await page.type("Pandas, <b>“all”</b>")
                try await page.press(.enter)
                try await page.waits(for: "#toast", toSay: "Saved as")
                try await page.search("a cat")
                try await page.click("#saved")
                try await page.waits(for: "#saved-menu", toSay: "Pandas, <b>“all”</b>")
                try await page.screenshot("saved-searches")
                try await page.afterAnswer { try await page.click("#saved-menu .link") }
                #expect(try await page.parameter("q") == "a panda likely")
                try await page.click("#saved")
                try await page.click("#saved-menu [aria-label^=Delete]")
                try await page.waits(for: "#saved-menu", toSay: "None yet")
            }
        }
    }
}
