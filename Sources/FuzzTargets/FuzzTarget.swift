/// A parser of bytes from outside, and what must hold whatever the bytes are.
///
/// libFuzzer makes up the bytes (`make fuzz`); the unit tests go through those that are kept in Tests/FuzzTargetsTests/Corpora.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case dotEnv = "dotenv"
    case exif
    case externalData = "external-data"
    case listing = "s3-listing"
    case multipart
    case packageJSON = "package-json"
    case pictures
    case query
    case queryText = "query-text"

    /// Parses the bytes, and looks at what came of it.
    package func check(_ bytes: [UInt8]) throws(BrokenRule) {
        switch self {
        case .dotEnv: try checkDotEnv(bytes)
        case .exif: try checkEXIF(bytes)
        case .externalData: try checkExternalData(bytes)
        case .listing: try checkListing(bytes)
        case .multipart: try checkMultipart(bytes)
        case .packageJSON: try checkPackageJSON(bytes)
        case .pictures: try checkPicture(bytes)
        case .query: try checkQuery(bytes)
        case .queryText: try checkQueryText(bytes)
        }
    }
}

/// Something that should hold for any input, and did not.
package struct BrokenRule: Error, CustomStringConvertible {
    package let description: String
}

func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(BrokenRule) {
    guard holds else { throw BrokenRule(description: rule()) }
}

/// Whether two texts have the same bytes: to Swift, two that look alike are equal.
func same(_ one: String?, _ other: String?) -> Bool {
    one.map { Array($0.utf8) } == other.map { Array($0.utf8) }
}
