import Foundation
import ImageSearch
import LocalFiles

/// How a thumbnail lies on the disk: in one of 4,096 folders by its content, followed by a checksum.
enum ThumbnailFile {
    /// Grows when thumbnails are made in another way: those of earlier numbers are not looked at any more.
    private static let version = 1
    /// No thumbnail is as large, in bytes.
    static let largest = 32 << 20
    private static let checksumBytes = 32

    static var now: Int { Int(Date().timeIntervalSince1970) }

    static func path(of key: ThumbnailKey, in folder: String) -> String {
        let content = key.content.description
        return "\(folder)/v\(version)/\(content.prefix(3))/\(content)-\(key.longestSide).webp"
    }

    static func bytes(of webp: [UInt8]) -> [UInt8] { webp + checksum(webp) }

    /// The thumbnail; `nil` when the file is broken.
    static func content(of bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > checksumBytes else { return nil }
        let webp = Array(bytes.dropLast(checksumBytes))
        return checksum(webp) == Array(bytes.suffix(checksumBytes)) ? webp : nil
    }

    private static func checksum(_ webp: [UInt8]) -> [UInt8] { ContentHash(of: webp).bytes }

    /// Writes a file that is there whole or not at all; what a power cut leaves of it the checksum tells.
    static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        try makeFolder(LocalFiles.folder(holding: path), access: .owner)
        let part = AtomicFile.temporaryPath(for: path)
        do throws(SystemError) {
            try OpenFile(writing: part, access: .owner).write(bytes)
            try renameFile(part, to: path)
        } catch {
            try? removeFile(part)
            throw error
        }
    }

    /// Notes that it was used now.
    static func touch(_ path: String) {
        try? OpenFile(reading: path).setModified(Int64(now) * 1_000_000_000)
    }

    /// All files of this version; those of others, and what a run that was ended left half written, are removed.
    static func all(in folder: String) -> [(key: ThumbnailKey, size: Int, used: Int)] {
        removeOthers(in: folder)
        let own = "\(folder)/v\(version)"
        return names(own).flatMap { part in
            names("\(own)/\(part)").compactMap { name in
                let path = "\(own)/\(part)/\(name)"
                guard let key = key(of: name), let status = try? FileStatus(of: path) else {
                    try? removeFile(path)
                    return nil
                }
                return (key, Int(status.size), Int(status.modified / 1_000_000_000))
            }
        }
    }

    private static func removeOthers(in folder: String) {
        for name in names(folder) where name != "v\(version)" && name.hasPrefix("v") && Int(name.dropFirst()) != nil {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Reads 64 hexadecimal digits.
    private static func content(_ digits: Substring) -> ContentHash? {
        let digits = digits.compactMap(\.hexDigitValue)
        guard digits.count == 64 else { return nil }
        return ContentHash(bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }

    private static func names(_ folder: String) -> [String] {
        ((try? FolderEntry.read(folder) { $0.isValid }) ?? []).map(\.name)
    }

    private static func key(of name: String) -> ThumbnailKey? {
        guard name.hasSuffix(".webp") else { return nil }
        let parts = name.dropLast(5).split(separator: "-")
        guard parts.count == 2, let content = content(parts[0]), let side = Int(parts[1]) else { return nil }
        return ThumbnailKey(content: content, longestSide: side)
    }
}
