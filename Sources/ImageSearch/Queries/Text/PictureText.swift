extension Term.Kind {
    /// A picture by its name or its id.
    ///
    /// - Throws: ``QueryError``: `missingPicture` for no name, `unknownPicture` for what is no id.
    init(_ key: QueryKey, _ name: String, part: PicturePart?) throws(QueryError) {
        if key == .picture {
            guard !name.isEmpty else { throw QueryError(.missingPicture, "expected the name of a picture") }
            self = .picture(name, part: part)
        } else {
            guard let id = PictureID(name) else {
                throw QueryError(.unknownPicture, "expected an id of 8-4-4-4-12 hexadecimal digits")
            }
            self = .stored(id, part: part)
        }
    }
}

extension PicturePart {
    /// Reads `@left,top,width,height`.
    ///
    /// - Throws: ``QueryError`` with code `part` for anything else.
    init(suffix: String) throws(QueryError) {
        let fields = suffix.utf8.dropFirst().split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let numbers = fields.map { decimal(String(decoding: $0, as: UTF8.self)) }
        guard suffix.utf8.first == UInt8(ascii: "@"), numbers.count == 4, let left = numbers[0], let top = numbers[1],
            let width = numbers[2], let height = numbers[3]
        else { throw QueryError(.part, "expected a part of the picture as @left,top,width,height") }
        try self.init(left: left, top: top, width: width, height: height)
    }

    /// What ``init(suffix:)`` reads.
    var suffix: String { "@" + [left, top, width, height].map(decimalText).joined(separator: ",") }
}

/// Words that name a picture by its path.
func isPath(_ word: String) -> Bool {
    ["./", "../", "/", "~/"].contains { word.utf8.starts(with: $0.utf8) && word.utf8.count > $0.utf8.count }
}

/// A name and the part behind its last `@`: numbers and commas alone, so that `tree@2x.jpg` stays a name.
func splitPart(_ name: String) -> (name: String, suffix: String?) {
    guard let at = name.utf8.lastIndex(of: UInt8(ascii: "@")) else { return (name, nil) }
    let suffix = String(name[at...])
    let isPart =
        suffix.utf8.contains(UInt8(ascii: ",")) && suffix.utf8.dropFirst().allSatisfy("-.,0123456789".utf8.contains)
    return isPart ? (String(name[..<at]), suffix) : (name, nil)
}
