import ImageSearch
import PostgresClient

extension Filter {
    /// The rows of pictures that may be found.
    var sql: Fragment {
        .all(
            ["missing_since IS NULL"]
                + groups.map { group in
                    let any = Fragment.any(group.conditions.map { "(\($0.sql))" })
                    return group.isExcluded ? "(\(any)) IS NOT TRUE" : "(\(any))"
                })
    }
}

extension Condition {
    /// True for rows that meet it; false or NULL for all others.
    var sql: Fragment {
        switch self {
        case .source(let text), .folder(let text), .name(let text), .camera(let text), .place(let text):
            // PostgreSQL has no texts with a zero byte, stored or asked for.
            return text.utf8.contains(0) ? "false" : sql(text)
        case .format(let format): return "format = \(.text(format.rawValue))"
        case .shape(.landscape): return "width > height"
        case .shape(.portrait): return "width < height"
        case .shape(.square): return "width = height"
        case .size(let range): return range.sql(of: "size")
        case .width(let range): return range.sql(of: "width")
        case .height(let range): return range.sql(of: "height")
        case .taken(let range): return range.sql(of: PictureColumns.date)
        case .near(let circle): return circle.sql
        case .indexed(let range): return range.sql(of: "floor(extract(epoch FROM indexed_at))::int8")
        case .favourite: return "favourite"
        }
    }

    private func sql(_ text: String) -> Fragment {
        switch self {
        case .source: return "source = \(.text(text))"
        case .folder:
            let start = Parameter.text(Condition.start(ofFolder: text))
            return
                "path ^@ \(start) OR (CASE WHEN source LIKE '%/' THEN source ELSE source || '/' END || path) ^@ \(start)"
        case .name: return "path ~ \(.anyCase(of: text))"
        case .camera: return "camera ~ \(.anyCase(of: text))"
        case .place: return "', ' || place || ', ' ~ \(.anyCase(of: ", \(text), "))"
        default: return "false"
        }
    }
}

extension Parameter {
    /// A pattern for all texts that contain this one in any case.
    fileprivate static func anyCase(of text: String) -> Parameter { .text(AnyCase.pattern(text)) }
}

extension Circle {
    /// The kilometres of a degree of latitude, a little less than they are.
    private static let degree = 111.0

    /// The haversine formula on a sphere of 6,371 km, where the latitude alone does not rule a place out.
    fileprivate var sql: Fragment {
        let (latitude, longitude) = (Parameter.double(centre.latitude), Parameter.double(centre.longitude))
        let reach = radius / Circle.degree
        return """
            latitude >= \(.double(centre.latitude - reach)) AND latitude <= \(.double(centre.latitude + reach))
            AND 12742 * asin(least(1, sqrt(power(sind((latitude - \(latitude)) / 2), 2)
                + cosd(latitude) * cosd(\(latitude)) * power(sind((longitude - \(longitude)) / 2), 2)))) <= \(.double(radius))
            """
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
