import BrowserTesting
import Foundation

/// The parts of the page, as its HTML names them.
enum Part {
    static let box = "#box"
    static let status = "#status"
    static let results = "#results"
    static let message = "#message"
    static let viewer = "#viewer"
    static let keys = "#keys"
    static let chips = "#chips"
    static let selection = "#selection"
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
            until: "the answer is shown",
            "return document.querySelector('#results')?.getAttribute('aria-busy') !== 'true'"
                + " && document.querySelector('#status')?.textContent !== ''")
    }
}
