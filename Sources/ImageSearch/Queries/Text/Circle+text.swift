extension Circle {
    private static let units = [("km", 1.0), ("mi", 1 / 1.609344), ("m", 1000.0)]

    /// Reads `48.85,2.35,10km`: degrees north, degrees east, and a radius in km, m or mi.
    ///
    /// - Throws: ``QueryError`` with code `filter` for anything else.
    init(value: String) throws(QueryError) {
        let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let latitude = decimal(parts[0], signed: true),
            let longitude = decimal(parts[1], signed: true),
            let centre = Position(latitude: latitude, longitude: longitude), let radius = Circle.kilometres(parts[2])
        else {
            throw QueryError(.filter, "expected latitude,longitude,radius such as 48.85,2.35,10km (km, m, mi)")
        }
        try self.init(around: centre, radius: radius)
    }

    /// What ``init(value:)`` reads.
    var value: String {
        "\(decimalText(centre.latitude)),\(decimalText(centre.longitude)),\(decimalText(radius))km"
    }

    private static func kilometres(_ text: String) -> Double? {
        let text = lowercasedASCII(text)
        guard let unit = units.first(where: { text.utf8.reversed().starts(with: $0.0.utf8.reversed()) }) else {
            return nil
        }
        return decimal(String(decoding: text.utf8.dropLast(unit.0.utf8.count), as: UTF8.self)).map { $0 / unit.1 }
    }
}
