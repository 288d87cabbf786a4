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
}
