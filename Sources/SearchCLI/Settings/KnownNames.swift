extension Setting {
    /// Names that are read in place of those of the table.
    static let otherNames = [
        "AWS_ENDPOINT_URL", "AWS_BUCKET_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_DEFAULT_REGION",
    ]

    /// The name that is read and that an unread one was probably meant to be; `nil` for one that is read, or like none.
    static func meant(by name: String) -> String? {
        let names = all.map(\.name) + otherNames
        guard !names.contains(name) else { return nil }
        // A short name is near to many: half of its letters must be right, at the least.
        let near = names.map { (name: $0, edits: edits(from: name.uppercased(), to: $0)) }
            .filter { $0.edits <= min(2, $0.name.count / 4) }
        return near.min { $0.edits < $1.edits }?.name
    }

    /// How many letters must be put in, left out, changed or swapped with the next to make one name of another.
    private static func edits(from one: String, to other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard abs(one.count - other.count) <= 2 else { return .max }
        var rows = [Array(0...other.count)]
        for i in one.indices {
            var row = [i + 1]
            for j in other.indices {
                let last = rows[i]
                var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (one[i] == other[j] ? 0 : 1))
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[one.count][other.count]
    }
}
