import BrowserTesting
import Testing

/// Terms and filters as chips, in the text and in the address, always in agreement.
extension InBrowser {
    @Suite struct ChipTests {
        private func box(_ page: Page) async throws -> String {
            try await page.run("return document.querySelector('#box').value", as: String.self)
        }

        private func chipNames(_ page: Page) async throws -> [String] {
            try await page.run(
                "return [...document.querySelectorAll('#chips > li')].map(chip => chip.getAttribute('aria-label'))",
                as: [String].self)
        }

        @Test func `every part of a query is a chip`() async throws {
            try await withPage("2:cat + red sofa - snow in:animals -type:png likely") { page in
                #expect(
                    try await chipNames(page)
                        == ["cat", "red sofa", "without snow", "folder: animals", "without format: png", "likely only"])
                let weight = try await page.run(
                    "return document.querySelector('[data-control=term-0-weight]').value", as: String.self)
                #expect(weight == "2")
                try await page.screenshot("chips")
            }
        }

        @Test func `a chip is turned round, weighed and taken away`() async throws {
            try await withPage("cat + snow in:animals") { page in
                try await page.afterAnswer { try await page.click("[data-control=term-1-sign]") }
                #expect(try await page.parameter("q") == "cat - snow in:animals")
                #expect(try await box(page) == "cat - snow in:animals")
                #expect(try await page.focused == "Leave out snow")
                try await page.afterAnswer { try await page.select("2", in: "[data-control=term-0-weight]") }
                #expect(try await page.parameter("q") == "2:cat - snow in:animals")
                try await page.afterAnswer { try await page.click("[data-control='in-animals-remove']") }
                #expect(try await page.parameter("q") == "2:cat - snow")
                try await page.afterAnswer { try await page.click("[data-control=term-1-remove]") }
                #expect(try await page.parameter("q") == "2:cat")
                #expect(try await chipNames(page) == ["cat"])
            }
        }

        @Test func `Back, Forward and reload go through the searches`() async throws {
            try await withPage { page in
                try await page.search("a cat")
                try await page.afterAnswer { try await page.press(.enter) }
                try await page.search("a panda")
                try await page.afterAnswer { try await page.back() }
                #expect(try await box(page) == "a cat")
                #expect(try await page.parameter("q") == "a cat")
                try await page.afterAnswer { try await page.forward() }
                #expect(try await box(page) == "a panda")
                let shown = try await page.pictures
                try await page.reload()
                try await page.settles()
                #expect(try await box(page) == "a panda")
                let again = try await page.pictures
                #expect(again == shown)
            }
        }

        @Test func `sort and filters as menus are the same as in the text`() async throws {
            try await withPage("a cat") { page in
                try await page.afterAnswer { try await page.select("oldest", in: "#sort") }
                #expect(try await page.parameter("q") == "a cat sort:oldest")
                try await page.click("#filters")
                try await page.waits(for: "#filter-menu")
                try await page.screenshot("filters")
                try await page.afterAnswer { try await page.click("#filter-shape-landscape") }
                #expect(try await page.parameter("q") == "a cat shape:landscape sort:oldest")
                try await page.waits(for: "#filter-in")
                try await page.afterAnswer { try await page.select("trees", in: "#filter-in") }
                #expect(try await box(page) == "a cat in:trees shape:landscape sort:oldest")
                try await page.press(.escape)
                try await page.waits(forNo: "#filter-menu")
                try await page.search("a cat in:animals")
                try await page.click("#filters")
                let state = try await page.run(
                    "return [document.querySelector('#sort').value, document.querySelector('#filter-in').value,"
                        + " String(document.querySelector('#filter-shape-landscape').checked)]", as: [String].self)
                #expect(state == ["relevance", "animals", "false"])
            }
        }

        @Test func `dates of the text stand in the menu, and are changed there`() async throws {
            try await withPage("a cat date:2023-05") { page in
                func days() async throws -> [String] {
                    try await page.run(
                        "return ['after', 'before'].map(name => document.querySelector(`#filter-${name}`).value)",
                        as: [String].self)
                }
                func choose(_ day: String, in field: String) async throws {
                    try await page.afterAnswer {
                        try await page.run(
                            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
                                + " field.dispatchEvent(new Event('change'))", JSON(field), JSON(day))
                    }
                }
                try await page.click("#filters")
                try await page.waits(for: "#filter-menu")
                #expect(try await days() == ["2023-05-01", "2023-06-01"])
                try await choose("2023-08-01", in: "#filter-before")
                #expect(try await page.parameter("q") == "a cat date:2023-05..2023-07")
                #expect(try await days() == ["2023-05-01", "2023-08-01"])
                try await choose("", in: "#filter-before")
                #expect(try await page.parameter("q") == "a cat after:2023-05")
                try await choose("2022-01-01", in: "#filter-before")
                #expect(try await page.parameter("q") == "a cat after:2023-05 before:2022")
                try await choose("", in: "#filter-after")
                #expect(try await page.parameter("q") == "a cat before:2022")
                #expect(try await days() == ["", "2022-01-01"])
            }
        }

        @Test func `a date is typed key by key`() async throws {
            try await withPage("a cat") { page in
                try await page.click("#filters")
                try await page.waits(for: "#filter-menu")
                // The values that the menu asks for are there: it is not drawn anew while one types.
                try await page.waits(for: "#filter-in")
                try await page.run("document.querySelector('#filter-after').focus()")
                // The answer to a year that is not whole yet comes between.
                try await page.afterAnswer { try await page.type("05012") }
                try await page.type("023")
                try await page.waits(
                    until: "the date is in the text",
                    "return document.querySelector('#box').value === 'a cat after:2023-05'")
                #expect(try await page.focused == "filter-after")
            }
        }

        @Test func `a filter that may be mistyped is offered as it was meant`() async throws {
            try await withPage("tpye:jpeg") { page in
                try await page.waits(for: "#message", toSay: "tpye")
                try await page.afterAnswer { try await page.click("#message button") }
                #expect(try await page.parameter("q") == "type:jpeg")
            }
        }

        @Test func `examples work on this index`() async throws {
            try await withPage { page in
                try await page.waits(for: "#examples button")
                let text = try await page.text(of: "#examples button")
                try await page.afterAnswer { try await page.click("#examples button") }
                #expect(try await page.parameter("q") == text)
                let likely = try await page.text(of: Part.status)
                #expect(likely.contains("likely picture"), "\(likely)")
            }
        }
    }
}
