/// Where one model's vectors are: a column of the table of pictures, and an index over it.
struct ModelColumn: Sendable, Equatable {
    /// The model's number in the table of models.
    let id: Int

    /// A `halfvec` of the model's dimensions; NULL where the model has not seen the picture.
    var column: String { "embedding_\(id)" }
    /// The index over the column, of the pictures that are not gone.
    var index: String { "images_embedding_\(id)" }
    /// The same while it is built, beside one that is replaced.
    var nextIndex: String { "images_embedding_\(id)_next" }
}
