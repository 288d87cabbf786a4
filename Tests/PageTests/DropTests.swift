import BrowserTesting
import Foundation
import NIOHTTP1
import ProgramTesting
import Testing

/// Files that are dropped where they are not expected, and those that no picture can be made of.
extension InBrowser {
    @Suite struct DropTests {
        private let cat = testImage("animals/cat.jpg")

        private func temporary(_ name: String, _ content: Data) throws -> URL {
            let folder = FileManager.default.temporaryDirectory.appending(path: "dropped-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: name)
            try content.write(to: file)
            return file
        }

        @Test func `a picture that is dropped on the large view is searched with`() async throws {
            try await withPage("a panda") { page in
                try await page.focusFirstPicture()
                try await page.press(.enter)
                try await page.waits(for: ".viewer-picture")
                try await page.afterAnswer { try await page.drop([cat], at: Point(x: 400, y: 500)) }
                try await page.waits(forNo: Part.viewer)
                let query = try await page.parameter("q") ?? ""
                #expect(query.hasPrefix("a panda + picture:"), "\(query)")
            }
        }

        @Test func `files that are dropped beside the list of what is added are added`() async throws {
            let taken: FaultyProxy.Rule = { $0.target == "/upload" ? .answer(.ok) : .pass }
            try await proxied(following: taken) { _, page in
                try await page.click("#add")
                try await page.waits(for: Part.upload)
                try await page.drop([cat], at: page.middle(of: "#upload-title"))
                try await page.drop([cat], at: Point(x: 5, y: 5))
                try await page.waits(
                    until: "both are added", "return document.querySelectorAll('.uploads .added').length === 2")
            }
        }

        @Test func `a list of keys takes no files, and the page stays`() async throws {
            try await withPage { page in
                try await page.press("?")
                try await page.waits(for: Part.keys)
                try await page.run("addEventListener('drop', event => { window.isPrevented = event.defaultPrevented })")
                let before = try await page.url
                try await page.drag([cat], over: page.middle(of: "#keys-title"))
                try await page.drop([cat], at: page.middle(of: "#keys-title"))
                let isPrevented = try await page.run("return window.isPrevented ?? true", as: Bool.self)
                #expect(isPrevented)
                #expect(try await page.url == before)
                #expect(try await page.shows(Part.keys))
            }
        }

        @Test func `a picture of which the browser knows no type is searched with`() async throws {
            let heic = RunningProgram.project.appending(path: "Tests/VipsDecodingTests/Fixtures/heic-plain.heic")
            let file = try temporary("DSC0001.HIF", Data(contentsOf: heic))
            try await withPage { page in
                try await page.afterAnswer { try await page.drop([file], at: Point(x: 400, y: 500)) }
                #expect(try await page.parameter("q")?.hasPrefix("picture:") == true)
                #expect(try await !page.shows(Part.message + " .problem"))
                let accepted = try await page.run(
                    "return document.querySelector('#choose-picture input').accept.split(',')", as: [String].self)
                #expect(Set(["image/*", ".hif", ".mpo", ".jfif", ".avif"]).isSubset(of: accepted), "\(accepted)")
            }
        }

        @Test func `of many files no more are searched with than are kept`() async throws {
            let nothing = #"{"query": "", "matches": [], "next": null, "notes": [], "took_ms": 1.0}"#
            let answering: FaultyProxy.Rule = { request in
                guard request.target == "/search" else { return .pass }
                return .answer(.ok, headers: [("Content-Type", "application/json")], body: Array(nothing.utf8))
            }
            try await proxied(following: answering) { _, page in
                let files = Array(Workspace.testImages.prefix(25))
                try await page.drop(files, at: Point(x: 400, y: 500))
                try await page.waits(for: "#toast", toSay: "Searching with 20 of 25 pictures")
                #expect(try await page.chips.count == 20)
                try await page.drop([cat], at: Point(x: 400, y: 500))
                try await page.waits(for: "#toast", toSay: "takes no more pictures")
                #expect(try await page.chips.count == 20)
            }
        }

        @Test func `that a file cannot be read is said`() async throws {
            try await withPage { page in
                let gone = try temporary("gone.jpg", Data("x".utf8))
                try await page.drag([gone], over: Point(x: 400, y: 500))
                try FileManager.default.removeItem(at: gone)
                try await page.drop([gone], at: Point(x: 400, y: 500))
                try await page.waits(for: "#toast", toSay: "cannot be read")
                #expect(try await page.parameter("q") == nil)
            }
        }

        @Test(arguments: ["no picture", ""])
        func `which of several pictures is none is told, and left out by a button`(content: String) async throws {
            let broken = try temporary("broken.jpg", Data(content.utf8))
            try await withPage(expecting: ["415"]) { page in
                let files = [cat, broken, testImage("trees/palm.jpg")]
                try await page.drop(files, at: Point(x: 400, y: 500))
                try await page.waits(for: Part.message, toSay: "Picture 2 of 3: ")
                try await page.screenshot("drop-broken-\(content.count)")
                let buttons = try await page.count(of: "#message button")
                #expect(buttons == 1)
                try await page.afterAnswer { try await page.click("#message button") }
                try await page.waits(forNo: Part.message + " .problem")
                #expect(try await page.chips.count == 2)
            }
        }
    }
}
