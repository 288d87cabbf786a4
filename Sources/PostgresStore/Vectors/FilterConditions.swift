import ImageSearch
import PostgresClient

extension Filter {
    /// The rows of pictures that may be found.
    var sql: Fragment {
        .all(
            ["missing_since IS NULL"]
                + groups.map { group in
                    let any = Fragment.any(group.conditions.map(\.sql))
                    return group.isExcluded ? "(\(any)) IS NOT TRUE" : "(\(any))"
                })
    }
}

extension Condition {
    /// True for rows that meet it; false or NULL for all others.
    fileprivate var sql: Fragment {
        switch self {
        case .source(let name): return "source = \(.text(name))"
        case .folder(let folder):
            let start = Parameter.text(Place.start(of: folder))
            return
                "path ^@ \(start) OR (CASE WHEN source LIKE '%/' THEN source ELSE source || '/' END || path) ^@ \(start)"
        case .name(let text): return "strpos(lower(path), lower(\(.text(text)))) > 0"
        case .format(let format): return "format = \(.text(format.rawValue))"
        case .shape(.landscape): return "width > height"
        case .shape(.portrait): return "width < height"
        case .shape(.square): return "width = height"
        case .size(let range): return range.sql(of: "size")
        case .width(let range): return range.sql(of: "width")
        case .height(let range): return range.sql(of: "height")
        case .taken(let range): return range.sql(of: PictureColumns.date)
        case .camera(let text): return "strpos(lower(camera), lower(\(.text(text)))) > 0"
        case .place(let name): return "strpos(lower(', ' || place || ', '), lower(', ' || \(.text(name)) || ', ')) > 0"
        case .near(let circle):
            let (latitude, longitude) = (
                Parameter.double(circle.centre.latitude), Parameter.double(circle.centre.longitude)
            )
            return """
                12742 * asin(least(1, sqrt(power(sind((latitude - \(latitude)) / 2), 2)
                    + cosd(latitude) * cosd(\(latitude)) * power(sind((longitude - \(longitude)) / 2), 2)))) <= \(.double(circle.radius))
                """
        case .indexed(let range): return range.sql(of: "floor(extract(epoch FROM indexed_at))::int8")
        }
    }
}

extension NumberRange {
    fileprivate func sql(of value: String) -> Fragment {
        sqlBounds(value, lower.map(Int64.init), upper.map(Int64.init), "<=")
    }
}

extension TimeRange {
    fileprivate func sql(of value: String) -> Fragment { sqlBounds(value, from, until, "<") }
}

/// A value from one number to another.
private func sqlBounds(_ value: String, _ lower: Int64?, _ upper: Int64?, _ comparison: String) -> Fragment {
    let least: [Fragment] = lower.map { ["\(sql: value) >= \(.int64($0))"] } ?? []
    let greatest: [Fragment] = upper.map { ["\(sql: value) \(sql: comparison) \(.int64($0))"] } ?? []
    return .all(least + greatest)
}
