public import ImageSearch
import Platform

/// What filters mean, picture by picture: the stores' queries are held against it.
extension Filter {
    /// Whether a picture may be found.
    public func includes(_ picture: StoredPicture) -> Bool {
        groups.allSatisfy { group in group.conditions.contains { $0.isMet(by: picture) } != group.isExcluded }
    }
}

extension Condition {
    /// Whether a picture meets it; what is unknown of it meets nothing.
    public func isMet(by picture: StoredPicture) -> Bool {
        let (facts, location) = (picture.facts, picture.location)
        switch self {
        case .source(let name): return name.utf8.elementsEqual(location.source.utf8)
        case .folder(let folder):
            let start = Condition.start(ofFolder: folder).utf8
            return location.path.utf8.starts(with: start) || location.description.utf8.starts(with: start)
        case .name(let text): return location.path.contains(inAnyCase: text)
        case .format(let format): return facts?.format == format
        case .shape(let shape): return facts.map { Shape(width: $0.width, height: $0.height) == shape } ?? false
        case .size(let range): return range.contains(Int(picture.state.size))
        case .width(let range): return facts.map { range.contains($0.width) } ?? false
        case .height(let range): return facts.map { range.contains($0.height) } ?? false
        case .taken(let range): return range.contains(picture.date.wallClock)
        case .camera(let text): return facts?.camera?.contains(inAnyCase: text) ?? false
        case .place(let name):
            return facts?.place.map { ", \($0), ".contains(inAnyCase: ", \(name), ") } ?? false
        case .near(let circle):
            return facts?.position.map { $0.kilometres(to: circle.centre) <= circle.radius } ?? false
        case .indexed(let range): return range.contains(picture.indexed)
        case .favourite: return picture.isFavourite
        }
    }
}

extension Position {
    /// The length of the great circle between two places, by the haversine formula on a sphere of 6,371 km.
    fileprivate func kilometres(to other: Position) -> Double {
        let radians = Double.pi / 180
        let (north, east) = ((other.latitude - latitude) * radians, (other.longitude - longitude) * radians)
        let square =
            sin(north / 2) * sin(north / 2)
            + cos(latitude * radians) * cos(other.latitude * radians) * sin(east / 2) * sin(east / 2)
        return 2 * 6371 * asin(min(1, square.squareRoot()))
    }
}
