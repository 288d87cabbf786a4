import Foundation

/// JPEG files of one size: a few pictures, and any number of copies of them that differ in a comment.
struct Pictures: Sendable {
    let name: String
    let originals: [[UInt8]]

    /// Reads the JPEG files of a folder.
    init(name: String, folder: String) throws {
        self.name = name
        let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".jpg") }.sorted()
        originals = try files.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) }
        guard !originals.isEmpty else { throw Failure("no .jpg in \(folder)") }
    }

    /// A folder with so many files of different content, made unless it is there.
    func folder(of count: Int, in work: String) throws -> String {
        let folder = "\(work)/index-\(name)-\(count)"
        guard !FileManager.default.fileExists(atPath: folder) else { return folder }
        let unfinished = folder + ".part"
        try? FileManager.default.removeItem(atPath: unfinished)
        try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        for index in 0..<count {
            try Data(copy(index)).write(to: URL(fileURLWithPath: "\(unfinished)/\(index).jpg"))
        }
        try FileManager.default.moveItem(atPath: unfinished, toPath: folder)
        return folder
    }

    /// A copy with a comment segment (ITU-T T.81, B.2.4.5) after the first marker: other bytes, the same picture.
    func copy(_ index: Int) -> [UInt8] {
        let original = originals[index % originals.count]
        let text = Array("copy \(index)".utf8)
        return original[..<2] + [0xff, 0xfe, 0, UInt8(text.count + 2)] + text + original[2...]
    }
}
