import BrowserTesting
import Foundation
import ProgramTesting

/// The parts of the page, as its HTML names them.
enum Part {
    static let status = "#status"
    static let message = "#message"
    static let selection = "#selection"
    static let viewer = "#viewer"
    static let keys = "#keys"
    static let upload = "#upload"
}

extension Page {
    /// Opens the page at an address, with a query.
    func openSearch(_ query: String?, at address: String) async throws {
        let text = query?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        try await open(address + (text.map { "?q=\($0)" } ?? ""))
        try await settles()
    }

    /// Waits until an answer is shown, whatever it is.
    func settles() async throws {
        try await waits(
            until: "an answer is shown",
            "return document.querySelector('#results')?.getAttribute('aria-busy') !== 'true'"
                + " && document.querySelector('#status')?.textContent !== ''")
    }

    /// Does something that makes the page search, and waits until the answer is shown: one to what was asked after
    /// the last key, for a machine that is slow enough may take two keys for a pause.
    func afterAnswer(_ act: () async throws -> Void) async throws {
        let before = try await run("return window.seenInTests.answers.search ?? 0", as: Int.self)
        try await act()
        try await waits(
            until: "the search is answered",
            "const {answers, asked, input} = window.seenInTests;"
                + " return (answers.search ?? 0) > arguments[0] && asked.search > input"
                + " && document.querySelector('#results').getAttribute('aria-busy') !== 'true'", JSON(before))
    }

    /// Types a query in place of what stands in the box, and waits for its answer.
    func search(_ text: String) async throws {
        try await click("#box")
        try await press(.control, "a")
        try await afterAnswer { try await type(text) }
    }

    /// The ids of the pictures in the document, in their order.
    var pictures: [String] {
        get async throws {
            try await run(
                "return [...document.querySelectorAll('.tile')].map(tile => tile.dataset.id)", as: [String].self)
        }
    }

    /// The id of the picture that has the focus.
    var focusedPicture: String? {
        get async throws {
            try await run("return document.activeElement.closest('.tile')?.dataset.id ?? null", as: String?.self)
        }
    }

    /// The element that has the focus: its id, its name for screen readers, or its tag.
    var focused: String {
        get async throws {
            try await run(
                "const e = document.activeElement;"
                    + " return e.id || e.getAttribute('aria-label') || e.textContent.trim().slice(0, 60) || e.tagName",
                as: String.self)
        }
    }

    /// The ids of the selected pictures in the document.
    var selected: [String] {
        get async throws {
            try await run(
                "return [...document.querySelectorAll('.tile[aria-selected=true]')].map(tile => tile.dataset.id)",
                as: [String].self)
        }
    }

    /// The texts of the chips.
    var chips: [String] {
        get async throws {
            try await run(
                "return [...document.querySelectorAll('#chips > li')].map(chip => chip.textContent.trim())",
                as: [String].self)
        }
    }

    /// The path of a picture as its details have it.
    func path(of id: String) async throws -> String {
        try await runAsync(
            "return (await (await fetch(new URL(`images/${arguments[0]}`, document.baseURI))).json()).path", JSON(id),
            as: String.self)
    }

    /// Puts the focus on the first picture.
    func focusFirstPicture() async throws {
        try await waits(for: ".tile")
        try await run("document.querySelector('.tile-link').focus()")
    }
}

/// A file below the shipped test images.
func testImage(_ path: String) -> URL {
    RunningProgram.project.appendingPathComponent("data/test_images/\(path)")
}
