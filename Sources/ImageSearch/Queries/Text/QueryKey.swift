/// What may stand before a colon; conditions first, in the order in which they are printed.
///
/// `fav` stands without a colon.
package enum QueryKey: String, Sendable, CaseIterable {
    case `in`, source, name, type, shape, size, width, height, after, before, date, since, camera, place, near, fav
    case id, picture
    case sort, duplicates, limit

    private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

    /// Its place among all keys, from 0.
    var place: Int { QueryKey.places[self] ?? 0 }

    /// Those that ask something of a picture beside what it shows, and have a value.
    package static let conditions = allCases.filter { $0.isCondition && $0 != .fav }

    /// It asks something of a picture beside what it shows.
    package var isCondition: Bool {
        switch self {
        case .id, .picture, .sort, .duplicates, .limit: false
        default: true
        }
    }

    /// It names a picture to look for.
    var isPicture: Bool { self == .id || self == .picture }

    /// Reads a key that a colon follows, in any case.
    init?(anyCase text: String) {
        self.init(rawValue: lowercasedASCII(text))
        if self == .fav { return nil }
    }

    /// The key that is much like a word which is none; `nil` when none is.
    static func nearest(to word: String) -> QueryKey? {
        let word = Array(lowercasedASCII(word).utf8)
        guard word.count > 1, word.count <= 12 else { return nil }
        let distances = allCases.filter { $0 != .fav }.map { ($0, editDistance(word, Array($0.rawValue.utf8))) }
        guard let nearest = distances.min(by: { $0.1 < $1.1 }) else { return nil }
        return nearest.1 <= (word.count <= 4 ? 1 : 2) ? nearest.0 : nil
    }
}

/// A text with the letters A to Z in lower case; other languages' letters stay, so that no locale matters.
func lowercasedASCII(_ text: String) -> String {
    String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

/// How many letters have to be added, dropped, replaced or swapped with the next one (optimal string alignment).
func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var rows = [Array(0...other.count)]
    for row in 1..<(one.count + 1) {
        var distances = [row]
        for column in 1..<(other.count + 1) {
            let isSame = one[row - 1] == other[column - 1]
            var distance = min(
                rows[row - 1][column - 1] + (isSame ? 0 : 1), rows[row - 1][column] + 1, distances[column - 1] + 1)
            if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                distance = min(distance, rows[row - 2][column - 2] + 1)
            }
            distances.append(distance)
        }
        rows.append(distances)
    }
    return rows[one.count][other.count]
}
