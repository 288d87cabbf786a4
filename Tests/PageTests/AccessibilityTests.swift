import BrowserTesting
import Foundation
import ImageSearchTesting
import Testing

/// axe in every state of the page, at three widths, dark and light.
extension InBrowser {
    @Suite(.ends(within: .seconds(400))) struct AccessibilityTests {
        /// A state of the page, and how one comes to it.
        enum State: String, CaseIterable, Sendable {
            case empty, results, chips, suggestions, filters, viewer, details, crop, selection, export, upload, keys
            case pictureMenu, savedMenu, saveDialog, emptyIndex, nothingLikely, nothingFound, badQuery, missingPicture,
                dead

            var query: String? {
                switch self {
                case .empty, .suggestions, .upload, .keys, .pictureMenu, .savedMenu, .emptyIndex, .dead: nil
                case .chips: "2:cat + red sofa - snow in:animals -type:png"
                case .nothingLikely: "a spreadsheet of taxes"
                case .nothingFound: "in:nowhere"
                case .badQuery: "a cat width:abc"
                case .missingPicture: "a cat + picture:0123456789ab"
                default: "a cat"
                }
            }

            var failures: [String] {
                switch self {
                case .badQuery, .suggestions: ["422"]
                case .dead: ["net::ERR_"]
                default: []
                }
            }

            func reach(_ page: Page) async throws {
                switch self {
                case .empty, .results, .chips, .nothingLikely:
                    try await page.waits(until: "pictures are shown", GridTests.hasPainted)
                case .nothingFound, .badQuery, .missingPicture, .emptyIndex, .dead:
                    try await page.waits(for: Part.message)
                case .suggestions:
                    try await page.click("#box")
                    try await page.type("type:")
                    try await page.waits(for: "#suggestions", toSay: "jpeg")
                    try await page.press(.down)
                case .filters: try await open("#filters", "#filter-in", page)
                case .pictureMenu: try await open("#bring", "#choose-picture", page)
                case .savedMenu: try await open("#saved", "#saved-menu h2", page)
                case .saveDialog: try await open("#save", "#save-name", page)
                case .upload: try await open("#add", Part.upload, page)
                case .keys: try await open("#help", Part.keys, page)
                case .viewer, .details, .crop:
                    try await page.focusFirstPicture()
                    try await page.press(.enter)
                    try await page.waits(for: ".viewer-picture")
                    if self == .details {
                        try await page.press("i")
                        try await page.waits(for: ".viewer-details", toSay: "Similar")
                    }
                    if self == .crop {
                        try await page.press("r")
                        try await page.waits(for: ".crop-frame")
                    }
                case .selection, .export:
                    try await page.focusFirstPicture()
                    try await page.press("x")
                    try await page.press(.shift, .right)
                    if self == .export {
                        try await open("#selection [aria-label=Download]", "#export-menu button", page)
                    }
                }
            }

            private func open(_ button: String, _ part: String, _ page: Page) async throws {
                try await page.click(button)
                try await page.waits(for: part)
            }
        }

        @Test(arguments: State.allCases) func `nobody is kept out`(state: State) async throws {
            switch state {
            case .emptyIndex:
                try await withProgram { _, port in
                    try await Browser.shared().page { try await check(state, $0, at: "http://127.0.0.1:\(port)/") }
                }
            case .dead:
                try await FaultyProxy.run(before: SharedProgram.current()) { proxy in
                    proxy.follow { request in request.target.hasPrefix("/search?") ? .cut() : .pass }
                    try await Browser.shared().page(expecting: state.failures) { page in
                        try await check(state, page, at: proxy.address)
                    }
                }
            default:
                let address = "http://127.0.0.1:\(try SharedProgram.current())/"
                try await Browser.shared().page(expecting: state.failures) { try await check(state, $0, at: address) }
            }
        }

        private func check(_ state: State, _ page: Page, at address: String) async throws {
            try await page.openSearch(state.query, at: address)
            try await state.reach(page)
            for width in [360, 1280, 3840] {
                try await page.resize(width: width)
                for scheme in ["light", "dark"] {
                    try await page.emulate(["prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"])
                    try await page.checkAccessibility("\(state), \(width), \(scheme)")
                    try await page.screenshot("states/\(state)-\(width)-\(scheme)")
                }
            }
        }
    }
}
