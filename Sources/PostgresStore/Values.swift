import ImageSearch
import PostgresClient

/// The core's values as parameters of statements.
extension Parameter {
    static func uuid(_ id: PictureID) -> Parameter { .uuid(id.bytes) }
    static func uuids(_ ids: [PictureID]) -> Parameter { .uuids(ids.map(\.bytes)) }
    static func halfvec(_ embedding: Embedding) -> Parameter { .halfvec(embedding.values) }
}

/// The core's values in the rows of answers.
extension Rows {
    func pictureID(_ row: Int, _ column: Int) -> PictureID { PictureID(bytes: bytes(row, column)) }
    func embedding(_ row: Int, _ column: Int) -> Embedding { Embedding(normalized: halfvec(row, column)) }

    /// The columns size, modified and version, in this order.
    func fileState(_ row: Int, from column: Int) -> FileState {
        FileState(
            size: int64(row, column), modified: int64(row, column + 1), version: optionalText(row, column + 2))
    }

    func optionalText(_ row: Int, _ column: Int) -> String? {
        isNull(row, column) ? nil : text(row, column)
    }
}

/// Where pictures lie.
enum Place {
    /// What the paths of all pictures below a folder begin with.
    static func start(of folder: String) -> String { folder.isEmpty ? "" : folder + "/" }

    /// The rows of pictures of a source, or below a folder within.
    static func pictures(of source: String, below folder: String) -> Fragment {
        let isOfSource: Fragment = "source = \(.text(source))"
        guard !folder.isEmpty else { return isOfSource }
        return "\(isOfSource) AND starts_with(path, \(.text(start(of: folder))))"
    }
}
