import BrowserTesting
import Foundation
import ImageSearchTesting
import NIOHTTP1
import ProgramTesting
import Synchronization
import Testing

/// What the page says of what there is: nothing yet, nothing likely, work going on, files passed over.
extension InBrowser {
    @Suite struct StateTests {
        @Test func `an empty index tells how to add pictures, and shows them when they come`() async throws {
            try await withProgram { _, port in
                try await Browser.shared().page(expecting: ["415"]) { page in
                    try await page.openSearch(nil, at: "http://127.0.0.1:\(port)/")
                    try await page.waits(for: Part.message, toSay: "imagesearch index")
                    try await page.screenshot("state-empty")
                    try await page.click("#message button.main")
                    try await page.waits(for: Part.upload)
                    let broken = FileManager.default.temporaryDirectory.appending(path: "no-picture-\(UUID()).jpg")
                    try Data("no picture".utf8).write(to: broken)
                    defer { try? FileManager.default.removeItem(at: broken) }
                    let chosen = [testImage("animals/cat.jpg"), broken, testImage("trees/palm.jpg")]
                    try await page.choose(chosen, in: "#upload-files")
                    try await page.waits(
                        until: "all are done",
                        "return document.querySelectorAll('.uploads .added').length === 2"
                            + " && document.querySelectorAll('.uploads .refused').length === 1")
                    let summary = try await page.text(of: "#upload-status")
                    #expect(summary.contains("added") && summary.contains("refused"), "\(summary)")
                    let refused = try await page.text(of: ".uploads .refused .said")
                    #expect(refused.count > 10, "\(refused)")
                    try await page.screenshot("state-uploads")
                    try await page.press(.escape)
                    try await page.waits(
                        until: "both are shown", "return document.querySelectorAll('.tile').length === 2")
                }
            }
        }

        @Test func `pictures that are dropped on the other half are added`() async throws {
            try await withProgram { _, port in
                try await Browser.shared().page { page in
                    try await page.openSearch(nil, at: "http://127.0.0.1:\(port)/")
                    try await page.drag([testImage("animals/cat.jpg")], over: Point(x: 400, y: 500))
                    try await page.waits(for: "#drop-add")
                    try await page.screenshot("state-drop")
                    try await page.drop([testImage("animals/cat.jpg")], at: page.middle(of: "#drop-add"))
                    try await page.waits(for: ".uploads .added", toSay: "cat.jpg")
                }
            }
        }

        @Test func `what is likely stands above what is only near`() async throws {
            try await withPage("a sports car") { page in
                let headings = try await page.run(
                    "return [...document.querySelectorAll('.grid-heading')].map(heading => heading.textContent)",
                    as: [String].self)
                #expect(headings == ["Likely", "Perhaps"])
                let status = try await page.text(of: Part.status)
                #expect(status.hasPrefix("2 likely pictures"), "\(status)")
                try await page.screenshot("state-likely")
            }
        }

        @Test func `that nothing is likely is said, and the nearest are shown apart`() async throws {
            try await withPage("a spreadsheet of taxes") { page in
                let status = try await page.text(of: Part.status)
                #expect(status.hasPrefix("Nothing likely"), "\(status)")
                try await page.waits(for: Part.message, toSay: "Nothing here is likely")
                try await page.waits(for: ".grid-heading", toSay: "Perhaps")
                try await page.screenshot("state-nothing-likely")
            }
        }

        @Test func `filters that nothing meets can be taken away`() async throws {
            try await withPage("a cat in:nowhere") { page in
                try await page.waits(for: Part.message, toSay: "No pictures found")
                try await page.afterAnswer { try await page.click("#message button.main") }
                #expect(try await page.parameter("q") == "a cat")
            }
        }

        /// The events are made up: the program itself says that it is ready when so few pictures are indexed.
        @Test func `indexing is followed live`() async throws {
            let counts = #"{"source": "pictures", "found": 1500, "is_listed": false, "done": 120}"#
            let going: FaultyProxy.Rule = { request in
                guard request.target == "/events" else { return .pass }
                let body = "retry: 100\nevent: indexing\ndata: \(counts)\n\n"
                return .answer(.ok, headers: [("Content-Type", "text/event-stream")], body: Array(body.utf8))
            }
            try await proxied(following: going) { proxy, page in
                try await page.waits(for: "#progress", toSay: "Indexing pictures: 120 of 1,500 and more")
                try await page.screenshot("state-indexing")
                proxy.follow { _ in .pass }
                try await page.waits(forNo: "#progress")
            }
        }

        @Test func `examples are asked for again while the server has none`() async throws {
            let texts = Mutex<[String]>([])
            let rule: FaultyProxy.Rule = { request in
                guard request.target.hasPrefix("/examples") else { return .pass }
                let found = texts.withLock(\.self).map { "\"\($0)\"" }.joined(separator: ",")
                return .answer(.ok, headers: [("Content-Type", "application/json")], body: Array("[\(found)]".utf8))
            }
            try await proxied(following: rule) { proxy, page in
                func asked() -> Int { proxy.requests.count { $0.target.hasPrefix("/examples") } }
                try await eventually("they are asked for again") { asked() >= 2 }
                #expect(try await page.count(of: "#examples button") == 0)
                texts.withLock { $0 = ["a cat"] }
                try await page.waits(for: "#examples button", toSay: "a cat")
                texts.withLock { $0 = ["a cat", "a dog", "a tree", "a car", "a boat", "a fish"] }
                try await page.waits(for: "#examples button", toSay: "a fish")
            }
        }

        @Test(arguments: [
            (#"{"pictures": 1234, "is_exact": true}"#, "1,234 pictures"),
            (#"{"pictures": 12345, "is_exact": false}"#, "About 12,000 pictures"),
        ]) func `pictures that meet filters are counted`(count: String, words: String) async throws {
            let id = "00000000-0000-4000-8000-000000000000"
            let answer = """
                {"query": "", "matches": [{"id": "\(id)", "path": "x.jpg", "date": "2024-06-01T12:00:00Z", "band": null}],
                "next": "more", "notes": [], "took_ms": 1.0}
                """
            let rule: FaultyProxy.Rule = { request in
                let json = [("Content-Type", "application/json")]
                if request.target.hasPrefix("/count?q=shape%3Alandscape") {
                    return .answer(.ok, headers: json, body: Array(count.utf8))
                }
                // Neither the next page nor a thumbnail comes: the tab closes first.
                if ["cursor=", "/thumbnail"].contains(where: request.target.contains) {
                    try? await Task.sleep(for: .seconds(3600))
                }
                guard request.target.hasPrefix("/search?") else { return .pass }
                return .answer(.ok, headers: json, body: Array(answer.utf8))
            }
            try await proxied("shape:landscape sort:oldest", following: rule) { _, page in
                try await page.waits(for: Part.status, toSay: words)
            }
        }

        @Test func `files that were passed over are listed with their reasons`() async throws {
            try await withProgram(
                filling: { workspace in
                    try workspace.addPictures(3)
                    try Data("no picture".utf8).write(to: workspace.images.appending(path: "broken.jpg"))
                }
            ) { program, port in
                try await program.hasIndexed()
                try await Browser.shared().page { page in
                    try await page.openSearch(nil, at: "http://127.0.0.1:\(port)/")
                    try await page.waits(for: "#progress", toSay: "1 file passed over")
                    try await page.click("#progress button")
                    try await page.waits(for: "#problems", toSay: "broken.jpg")
                    #expect(try await page.text(of: "#problems li span").count > 10)
                    try await page.screenshot("state-problems")
                }
            }
        }
    }
}
