/// Where a part of the groups of duplicates begins: behind the last group of the part before it.
public struct DuplicateCursor: Sendable, Hashable, CustomStringConvertible {
    private enum Place: Hashable {
        case content(ContentHash)
        case picture(PictureID)
        case dated(Int64, PictureID)
    }
    private let place: Place

    init(content: ContentHash) { place = .content(content) }
    init(picture: PictureID) { place = .picture(picture) }
    init(date: Int64, _ id: PictureID) { place = .dated(date, id) }

    /// The level that it belongs to.
    var level: DuplicateLevel {
        switch place {
        case .content: .content
        case .picture: .picture
        case .dated: .scene
        }
    }

    var content: ContentHash? { if case .content(let content) = place { content } else { nil } }
    var picture: PictureID? { if case .picture(let id) = place { id } else { nil } }
    var dated: (date: Int64, id: PictureID)? { if case .dated(let date, let id) = place { (date, id) } else { nil } }

    /// Hexadecimal digits, the first two of which tell the level.
    public var description: String {
        switch place {
        case .content(let content): "00" + hexadecimal(content.bytes)
        case .picture(let id): "01" + hexadecimal(id.bytes)
        case .dated(let date, let id): "02" + hexadecimal(bigEndian(date) + id.bytes)
        }
    }

    /// Reads what ``description`` writes.
    ///
    /// - Throws: ``QueryError`` with code `cursor` for anything else.
    public init(_ text: String) throws(QueryError) {
        let bytes = unhexadecimal(text) ?? []
        switch (bytes.first, bytes.count) {
        case (0, 33): place = .content(ContentHash(bytes: Array(bytes[1...])))
        case (1, 17): place = .picture(PictureID(bytes: Array(bytes[1...])))
        case (2, 25):
            let date = Int64(truncatingIfNeeded: number(bytes[1..<9]))
            guard TimeRange.bounds.contains(date) else { throw DuplicateCursor.unreadable }
            place = .dated(date, PictureID(bytes: Array(bytes[9...])))
        default: throw DuplicateCursor.unreadable
        }
    }

    private static var unreadable: QueryError { QueryError(.cursor, "this is no cursor of groups of duplicates") }
}
