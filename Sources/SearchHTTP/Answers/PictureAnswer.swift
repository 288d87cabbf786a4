import ImageSearch

extension ContentHash {
    /// What tells a content from others in a URL: the first 16 digits of the digest.
    var version: String { String(description.prefix(16)) }
}

extension StoredPicture {
    /// What tells its content from others in a URL.
    var version: String { content.version }

    /// The members that hits and single pictures share.
    var members: [JSON.Member] {
        [
            .init(name: "id", value: .string(id.description)),
            .init(name: "path", value: .string(location.description)),
            .init(name: "source", value: .string(location.source)),
            .init(name: "version", value: .string(version)),
            .init(name: "width", value: facts.map { .integer($0.width) } ?? .null),
            .init(name: "height", value: facts.map { .integer($0.height) } ?? .null),
            .init(name: "format", value: facts.map { .string($0.format.rawValue) } ?? .null),
            .init(name: "size", value: .integer(Int(state.size))),
            .init(name: "colour", value: facts?.colour.map { .string("#" + padded($0)) } ?? .null),
            .init(name: "date", value: .string(dateText)),
            .init(name: "date_of", value: .string(date.isCaptureTime ? "taken" : "file")),
            .init(name: "favourite", value: .bool(isFavourite)),
        ]
    }

    /// By the camera's clock, with its offset when that is known; the file's date in UTC.
    var dateText: String {
        MomentText(date.wallClock).iso8601(offset: date.isCaptureTime ? facts?.taken?.offset : 0)
    }

    /// All that is known of it.
    var json: JSON {
        let facts = facts
        let position = facts?.position.map { position -> JSON in
            ["latitude": .number(position.latitude), "longitude": .number(position.longitude)]
        }
        return .object(
            members + [
                .init(name: "sha256", value: .string(content.description)),
                .init(name: "modified", value: .string(PictureDate(facts: nil, state: state).text)),
                .init(name: "indexed", value: .string(MomentText(indexed).iso8601(offset: 0))),
                .init(name: "camera", value: facts?.camera.map(JSON.string) ?? .null),
                .init(name: "position", value: position ?? .null),
                .init(name: "place", value: facts?.place.map(JSON.string) ?? .null),
            ])
    }
}

extension PictureDate {
    /// In UTC, when it is a file's.
    fileprivate var text: String { MomentText(wallClock).iso8601(offset: 0) }
}

private func padded(_ colour: UInt32) -> String {
    let digits = String(colour & 0xFFFFFF, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
}

extension Schema {
    /// The members that hits and single pictures share.
    static let pictureMembers: [JSON.Member] = [
        .init(name: "id", value: ["type": "string", "format": "uuid"]),
        .init(name: "path", value: ["type": "string", "examples": ["data/test_images/tree.jpg"]]),
        .init(name: "source", value: ["type": "string", "description": "The name of the source that it lies in."]),
        .init(
            name: "version",
            value: ["type": "string", "description": "Tells its content from others: for `v` in the URLs of its file."]),
        .init(name: "width", value: ["type": ["integer", "null"], "description": "Columns of the upright picture."]),
        .init(name: "height", value: ["type": ["integer", "null"], "description": "Rows of the upright picture."]),
        .init(
            name: "format",
            value: [
                "type": ["string", "null"],
                "enum": .array(ImageFormat.allCases.map { .string($0.rawValue) } + [.null]),
            ]),
        .init(name: "size", value: ["type": "integer", "description": "Bytes."]),
        .init(
            name: "colour",
            value: [
                "type": ["string", "null"], "pattern": "^#[0-9a-f]{6}$", "description": "The mean colour, in sRGB.",
            ]),
        .init(
            name: "date",
            value: [
                "type": "string", "examples": ["2024-06-01T12:00:00+02:00"],
                "description": """
                When it was taken, by its camera's clock, with the offset from UTC when the camera told it; else when the \
                file was last changed, in UTC. ISO 8601.
                """,
            ]),
        .init(name: "date_of", value: ["type": "string", "enum": ["taken", "file"]]),
        .init(
            name: "favourite",
            value: ["type": "boolean", "description": "It, or one with the same bytes, is marked as a favourite."]),
    ]

    /// All that is known of a picture.
    static let picture = object(
        "Picture",
        .object(
            pictureMembers + [
                .init(name: "sha256", value: ["type": "string", "pattern": "^[0-9a-f]{64}$"]),
                .init(name: "modified", value: ["type": "string", "format": "date-time"]),
                .init(name: "indexed", value: ["type": "string", "format": "date-time"]),
                .init(name: "camera", value: ["type": ["string", "null"]]),
                .init(
                    name: "position",
                    value: [
                        "type": ["object", "null"], "required": ["latitude", "longitude"],
                        "properties": [
                            "latitude": ["type": "number", "minimum": -90, "maximum": 90],
                            "longitude": ["type": "number", "minimum": -180, "maximum": 180],
                        ],
                    ]),
                .init(
                    name: "place",
                    value: ["type": ["string", "null"], "examples": ["Nice, Provence-Alpes-Côte d'Azur, France"]]),
            ]))
}

extension Answer where Value == StoredPicture {
    /// All that is known of a picture.
    static var picture: Answer {
        let description = AnswerDescription(
            text: "All that is known of the picture.", content: Schema.picture.reference, schemas: [.picture])
        return Answer(description: description, json: \.json)
    }
}
