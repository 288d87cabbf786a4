import ImageSearch
import PostgresClient

/// The columns of a picture's row that make a ``StoredPicture``, and back.
enum PictureColumns {
    /// The columns of facts, in the order in which they are read and written.
    static let facts = [
        "extractor", "width", "height", "format", "taken", "taken_offset", "camera", "latitude", "longitude", "place",
        "colour", "perceptual_hash",
    ]

    /// What ``PostgresClient/Rows/facts(_:from:)`` reads.
    static let readFacts = """
        extractor::int8, width::int8, height::int8, coalesce(format, ''), taken, taken_offset::int8, camera, latitude, \
        longitude, place, colour::int8, perceptual_hash
        """

    /// What ``PostgresClient/Rows/picture(_:from:)`` reads.
    static let read = """
        id, source, path, size, modified, version, content, floor(extract(epoch FROM indexed_at))::int8, \(readFacts), \
        favourite
        """
    /// How many columns ``read`` has.
    static let count = 9 + facts.count

    /// The date of a picture as ``PictureDate`` has it: a file's is within ``TimeRange/bounds``, since 64 bits of nanoseconds are.
    ///
    /// Indexes hold it in this form (`005-facts.sql`).
    static let date = "coalesce(taken, modified / 1000000000 - (modified % 1000000000 < 0)::int)"

    /// The values of ``facts``; all NULL where none are known.
    static func values(_ facts: Facts?) -> [Parameter] {
        [
            .int64(facts.map { Int64($0.extractor) }), .int64(facts.map { Int64($0.width) }),
            .int64(facts.map { Int64($0.height) }), .text(facts?.format.rawValue), .int64(facts?.taken?.wallClock),
            .int64(facts?.taken?.offset.map(Int64.init)), .text(facts?.camera), .double(facts?.position?.latitude),
            .double(facts?.position?.longitude), .text(facts?.place), .int64(facts?.colour.map(Int64.init)),
            .int64(facts?.perceptualHash.map { Int64(bitPattern: $0) }),
        ]
    }
}

extension Rows {
    /// A picture, from ``PictureColumns/read``.
    func picture(_ row: Int, from column: Int = 0) -> StoredPicture {
        StoredPicture(
            id: pictureID(row, column),
            location: PictureLocation(source: text(row, column + 1), path: text(row, column + 2)),
            state: fileState(row, from: column + 3), content: ContentHash(bytes: bytes(row, column + 6)),
            facts: facts(row, from: column + 8), indexed: int64(row, column + 7),
            isFavourite: bool(row, column + 8 + PictureColumns.facts.count))
    }

    /// Facts, from ``PictureColumns/readFacts``; `nil` when an earlier version, or a later one's format, stored the picture.
    func facts(_ row: Int, from column: Int) -> Facts? {
        guard !isNull(row, column), let format = ImageFormat(rawValue: text(row, column + 3)) else { return nil }
        func number(_ offset: Int) -> Int64? { isNull(row, column + offset) ? nil : int64(row, column + offset) }
        let latitude = isNull(row, column + 7) ? Double.nan : double(row, column + 7)
        let longitude = isNull(row, column + 8) ? Double.nan : double(row, column + 8)
        return Facts(
            width: Int(number(1) ?? 0), height: Int(number(2) ?? 0), format: format,
            taken: number(4).map { CaptureTime(wallClock: $0, offset: number(5).map(Int.init)) },
            camera: optionalText(row, column + 6), position: Position(latitude: latitude, longitude: longitude),
            place: optionalText(row, column + 9), colour: number(10).map(UInt32.init(truncatingIfNeeded:)),
            perceptualHash: number(11).map(UInt64.init(bitPattern:)), extractor: Int(number(0) ?? 0))
    }
}
