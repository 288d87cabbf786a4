/// Knows what the places are called that pictures were taken at.
public protocol PlaceNaming: Sendable {
    /// The name of a place, from the nearest town outwards: `Nice, Provence-Alpes-Côte d'Azur, France`.
    ///
    /// - Returns: `nil` when no town is near, or no names are there.
    func place(at position: Position) async -> String?
}
