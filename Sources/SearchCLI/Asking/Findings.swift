import ImageSearch
import JSONText

/// What a query found, as the API tells it: read from the same JSON with and without a server.
struct Findings: Sendable {
    var hits: [Hit]

    /// Reads what `/search` answers.
    ///
    /// - Throws: ``ServerError`` for anything else.
    init(_ body: [UInt8]) throws {
        guard let json = try? JSONParser.parse(body), let matches = json["matches"]?.array else {
            throw ServerError.unreadable
        }
        hits = try matches.map(Hit.init)
    }

    /// Whether a script should go on: a picture is likely to fit or, where that is not known, there is any.
    var isSuccess: Bool {
        hits.contains { $0.band != nil } ? hits.contains { $0.band == .likely } : !hits.isEmpty
    }
}

/// A picture that was found.
struct Hit: Sendable {
    /// All that the API tells of it.
    let json: JSON
    let id: PictureID
    /// As results show it.
    let path: String
    /// `nil` when the query had no terms.
    let distance: Double?
    /// `nil` when it is not known how likely it fits.
    let band: Relevance.Band?

    fileprivate init(_ json: JSON) throws {
        guard let id = json["id"]?.string.flatMap({ PictureID($0) }), let path = json["path"]?.string else {
            throw ServerError.unreadable
        }
        self.json = json
        self.id = id
        self.path = path
        distance = json["distance"]?.number
        band = json["band"]?.string.flatMap { Relevance.Band(rawValue: $0) }
    }

    /// Tells the content of its file from others.
    var version: String? { json["version"]?.string }

    /// Its width divided by its height, when they are known.
    var proportion: Double? {
        guard let width = json["width"]?.number, let height = json["height"]?.number, width > 0, height > 0 else {
            return nil
        }
        return width / height
    }
}
