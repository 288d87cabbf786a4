import Foundation
import ImageSearch

/// The file of towns: a line for each, with latitude, longitude, name, region and country between tabs.
///
/// The names stay as the bytes of the file, and are made into text when they are asked for: 8 MB for 130,000 towns.
struct TownLines: Sendable {
    private let bytes: [UInt8]
    /// Where each town's names begin.
    private let names: [UInt32]
    private(set) var positions: [Position] = []

    /// Reads the lines; those that are none are passed over.
    init(_ bytes: [UInt8]) {
        var names: [UInt32] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if let (position, length) = Self.position(bytes[start..<end]) {
                positions.append(position)
                names.append(UInt32(start + length))
            }
            start = end + 1
        }
        self.bytes = bytes
        self.names = names
    }

    var count: Int { names.count }

    /// Town, region and country; what repeats the one before is left out, as in `Berlin, Germany`.
    func name(of town: Int) -> String {
        let start = Int(names[town])
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var parts: [String] = []
        for part in bytes[start..<end].split(separator: UInt8(ascii: "\t")) {
            let text = String(decoding: part, as: UTF8.self)
            if text != parts.last { parts.append(text) }
        }
        return parts.joined(separator: ", ")
    }

    /// The position at the beginning of a line, and how long it is with the tab behind it.
    private static func position(_ line: ArraySlice<UInt8>) -> (Position, Int)? {
        let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, let latitude = Double(String(decoding: parts[0], as: UTF8.self)),
            let longitude = Double(String(decoding: parts[1], as: UTF8.self)),
            let position = Position(latitude: latitude, longitude: longitude)
        else { return nil }
        return (position, parts[2].startIndex - line.startIndex)
    }
}
