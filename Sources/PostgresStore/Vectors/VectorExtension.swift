/// pgvector as it lies in a database.
///
/// Its types and operators are named together with its schema: which schemas a session searches is nobody's business but
/// the administrator's, and a setting of the session would be lost, or found by others, behind a pool of connections.
struct VectorExtension: Sendable, Equatable {
    /// As SQL writes it, quoted where it must be.
    let schema: String
    /// Builds of indexes can be trusted.
    let hasSoundIndexes: Bool

    /// The type of the vectors.
    var halfvec: String { "\(schema).halfvec" }
    /// The operator that is the cosine distance.
    var distance: String { "OPERATOR(\(schema).<=>)" }
    /// What an index for that operator is built with.
    var operatorClass: String { "\(schema).halfvec_cosine_ops" }
}
