import Foundation
import ImageSearch
import Scheduling

/// A query as it was typed on the command line.
struct AskedQuery: Sendable {
    let query: Query
    /// What was taken otherwise than it may have been meant.
    let notes: [QueryNote]
    /// The bytes of the pictures that it names, by name.
    var pictures: [String: [UInt8]] = [:]
    /// Each match tells why it was found.
    var isExplaining = false

    /// Takes a query that was not typed.
    init(_ query: Query) {
        self.query = query
        notes = []
    }

    /// Reads what was typed.
    ///
    /// - Parameters:
    ///   - text: a query in its text form.
    ///   - image: a picture beside it.
    ///   - limit: how many matches are wanted; `nil` for as many as the text says.
    /// - Throws: ``ImageSearch/QueryError``.
    init(text: String?, image: String?, limit: Int?) throws(QueryError) {
        if let text { try Self.refuseBlank(text) }
        let picture = try image.map { image throws(QueryError) in
            Query(try Term(.picture(image, part: nil))).description
        }
        let parsed = try QueryText.parse([text, picture].compactMap { $0 }.joined(separator: " + "))
        query = parsed.query.at(try Page(limit: limit ?? parsed.limit ?? Page.defaultLimit))
        notes = parsed.notes
    }

    /// A query that says nothing is a mistake here: a variable of a script that is empty, say.
    private static func refuseBlank(_ text: String) throws(QueryError) {
        if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) { _ = try Term.words(text) }
    }

    /// The same with the pictures that it names: a name is that of a file, where `~/` begins at home.
    ///
    /// - Parameter maxBytes: all of them together may have no more.
    /// - Returns: the query with the bytes.
    /// - Throws: ``ImageSearch/SourceError``, ``ImageSearch/PictureError``, `CancellationError`.
    func withPictures(maxBytes: Int) async throws -> AskedQuery {
        var asked = self
        var left = maxBytes
        for name in query.pictures.sorted() {
            let file = NamedFile(path: Self.path(name), maxBytes: maxBytes)
            let bytes = try await blockingUntilCancelled { try file.read() }
            left -= bytes.count
            guard left >= 0 else {
                throw PictureError(
                    .tooManyBytes,
                    "the pictures have more than \(maxBytes) bytes together; MAX_FILE_MB sets the limit")
            }
            asked.pictures[name] = bytes
        }
        return asked
    }

    private static func path(_ name: String) -> String {
        name.hasPrefix("~/") ? NSHomeDirectory() + name.dropFirst() : name
    }
}

extension Query {
    /// What has to be opened to answer it.
    var purpose: Library.Purpose {
        let hasPictures = terms.contains { term in
            switch term.kind {
            case .words, .stored(_, nil): false
            case .picture, .stored: true
            }
        }
        guard hasPictures else { return .searchingByText }
        let hasWords = terms.contains { if case .words = $0.kind { true } else { false } }
        return hasWords ? .searchingByTextAndPicture : .searchingByPicture
    }
}
