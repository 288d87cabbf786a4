import BrowserTesting
import Foundation
import ImageSearchTesting
import NIOHTTP1
import ProgramTesting
import Testing

/// 5,000 results scrolled to the end and back: neither the document nor the heap grows, and nothing moves.
extension InBrowser {
    @Suite(.ends(within: .seconds(300))) struct SizeTests {
        private static let count = 5000
        private static let page = 200

        /// Answers searches with made-up matches, each of a size and colour of its own, and pictures of it.
        private static let manyPictures: FaultyProxy.Rule = { request in
            if request.target.hasPrefix("/search?") {
                return .answer(.ok, headers: json, body: Array(answer(to: request.target).utf8))
            }
            guard request.target.contains("/thumbnail"), let id = request.target.split(separator: "/").dropFirst().first
            else {
                return .pass
            }
            let number = Int(id.suffix(12), radix: 16) ?? 0
            let headers = [("Content-Type", "image/gif"), ("Cache-Control", "max-age=3600")]
            return .answer(.ok, headers: headers, body: picture(number))
        }

        /// A GIF of one pixel, which costs a browser next to nothing; the grid stretches it.
        private static func picture(_ number: Int) -> [UInt8] {
            let rgb = colour(number)
            let palette = [16, 8, 0].map { UInt8(truncatingIfNeeded: rgb >> $0) } + [0, 0, 0]
            return Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0] + palette
                + [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]
        }

        private static let json = [("Content-Type", "application/json")]
        private static func width(_ number: Int) -> Int { 150 + number * 7919 % 450 }
        private static func colour(_ number: Int) -> Int { 0x404040 + number * 40503 % 0x7f7f7f }

        private static func answer(to target: String) -> String {
            let parameters = URLComponents(string: target)?.queryItems ?? []
            func number(_ name: String) -> Int? { parameters.first { $0.name == name }?.value.flatMap { Int($0) } }
            let start = number("cursor") ?? 0
            let end = min(count, start + (number("limit") ?? page))
            let matches = (start..<end).map { number in
                let hex = String(number, radix: 16)
                let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - hex.count) + hex
                return """
                    {"id": "\(id)", "path": "many/\(number).jpg", "source": "many", "version": "\(number)", "width": \(width(number)),
                    "height": 300, "format": "jpeg", "size": 1000, "colour": "#\(String(colour(number), radix: 16))", "date": "2024-06-01T12:00:00Z",
                    "date_of": "file", "distance": \(0.5 + Double(number) / 20000), "band": "\(number < 40 ? "likely" : "maybe")",
                    "percentile": 99.0, "hidden": 0, "favourite": false}
                    """
            }
            let next = end < count ? "\"\(end)\"" : "null"
            return
                #"{"query": "x", "matches": [\#(matches.joined(separator: ","))], "next": \#(next), "notes": [], "took_ms": 1.0}"#
        }

        @Test func `5,000 results are scrolled to the end and back, and nothing grows or moves`() async throws {
            try await proxied("x", following: Self.manyPictures) { _, page in
                try await scroll(page, by: 1)
                #expect(try await page.pictures.contains { $0.hasSuffix("00000001387") })
                try await scroll(page, by: -1)
                let before = try await page.memory()
                try await scroll(page, by: 1)
                try await page.screenshot("many-end")
                try await scroll(page, by: -1)
                let after = try await page.memory()
                #expect(after.nodes < before.nodes * 1.1 + 100, "\(before.nodes) nodes, then \(after.nodes)")
                #expect(after.heap < before.heap * 1.1 + 500_000, "\(before.heap) bytes, then \(after.heap)")
                let elements = try await page.run("return document.querySelectorAll('*').length", as: Int.self)
                #expect(elements < 1500, "\(elements) elements")
                #expect(try await page.run("return window.seenInTests.shift", as: Double.self) == 0)
            }
        }

        /// Some screens at a time, to the end or to the start; what is to come is asked for on the way.
        private func scroll(_ page: Page, by direction: Int) async throws {
            try await eventually("it is scrolled to the \(direction > 0 ? "end" : "start")", within: .seconds(120)) {
                try await page.runAsync(Self.scrolling, JSON(direction), as: Bool.self)
            }
        }

        /// Twenty steps; whether that was the end.
        private static let scrolling = """
            const isThere = () => arguments[0] < 0 ? scrollY === 0
                : scrollY + innerHeight >= document.documentElement.scrollHeight - 2
                    && document.querySelector('#results [data-id$="1387"]') !== null
            for (let step = 0; step < 20 && !isThere(); step++) {
                scrollBy(0, arguments[0] * innerHeight * 2.5)
                await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
            }
            return isThere()
            """

        @Test func `ten searches leave nothing behind`() async throws {
            try await withPage("a cat") { page in
                for _ in 0..<3 { try await search(page) }
                let before = try await page.memory()
                for _ in 0..<5 { try await search(page) }
                let after = try await page.memory()
                #expect(after.heap < before.heap * 1.1 + 500_000, "\(before.heap) bytes, then \(after.heap)")
                #expect(after.nodes < before.nodes * 1.1 + 100, "\(before.nodes) nodes, then \(after.nodes)")
            }
        }

        private func search(_ page: Page) async throws {
            for query in ["a panda", "a cat"] { try await page.search(query) }
        }
    }
}
