/// One result of a search.
public struct Match: Sendable, Equatable {
    /// The key of the picture's row.
    public var id: PictureID
    /// Where the picture lies.
    public var location: PictureLocation
    /// The cosine distance to the query, 0...2, smaller is nearer.
    public var distance: Double

    /// Joins a picture and its distance.
    public init(id: PictureID, location: PictureLocation, distance: Double) {
        self.id = id
        self.location = location
        self.distance = distance
    }
}
