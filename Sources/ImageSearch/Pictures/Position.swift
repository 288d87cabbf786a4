/// A place on Earth, in degrees of WGS 84.
public struct Position: Sendable, Hashable {
    /// -90...90, north is positive.
    public let latitude: Double
    /// -180...180, east is positive.
    public let longitude: Double

    /// Names a place; `nil` for numbers that name none.
    public init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// All places within a distance of one.
public struct Circle: Sendable, Hashable {
    /// What a radius may be, in kilometres: up to half of Earth's circumference.
    public static let radii = 0.001...20_100.0

    /// Its centre.
    public let centre: Position
    /// Kilometres, within ``radii``.
    public let radius: Double

    /// Joins the two.
    ///
    /// - Throws: ``QueryError`` with code `filter` for a radius out of ``radii``.
    public init(around centre: Position, radius: Double) throws(QueryError) {
        guard Circle.radii.contains(radius) else {
            throw QueryError(.filter, "a radius has to be from 1 metre to 20100 kilometres")
        }
        self.centre = centre
        self.radius = radius
    }
}
