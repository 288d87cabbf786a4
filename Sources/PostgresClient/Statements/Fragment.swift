/// A piece of SQL with its values, which get their `$n` when the whole statement is made: pieces can be joined in any way.
///
///     let place: Fragment = "source = \(.text(source)) AND path = \(.text(path))"
///     let statement = Statement.prepared(joining: "SELECT id FROM images WHERE \(place)")
package struct Fragment: ExpressibleByStringInterpolation {
    fileprivate enum Part {
        case text(String)
        case value(Parameter)
    }
    fileprivate var parts: [Part]

    package init(stringLiteral text: String) { parts = [.text(text)] }
    package init(stringInterpolation pieces: StringInterpolation) { parts = pieces.parts }

    /// Joins pieces, all of which have to hold.
    package static func all(_ conditions: [Fragment]) -> Fragment { joined(conditions, by: " AND ") }

    /// Joins pieces, one of which has to hold.
    package static func any(_ conditions: [Fragment]) -> Fragment { joined(conditions, by: " OR ") }

    /// Joins columns, values or the like.
    package static func list(_ items: [Fragment]) -> Fragment { joined(items, by: ", ") }

    private static func joined(_ conditions: [Fragment], by separator: String) -> Fragment {
        var joined = Fragment(stringLiteral: "")
        for (number, condition) in conditions.enumerated() {
            joined.parts += (number == 0 ? [] : [.text(separator)]) + condition.parts
        }
        return joined
    }

    /// The pieces of a literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}
        package mutating func appendLiteral(_ text: String) { parts.append(.text(text)) }
        /// A value, which never becomes a part of the text.
        package mutating func appendInterpolation(_ value: Parameter) { parts.append(.value(value)) }
        package mutating func appendInterpolation(_ fragment: Fragment) { parts += fragment.parts }
        /// A name or a number of this program's own.
        package mutating func appendInterpolation(sql: String) { parts.append(.text(sql)) }
    }
}

extension Statement {
    /// A statement that recurs.
    package static func prepared(joining fragment: Fragment) -> Statement { Statement(fragment, isPrepared: true) }

    /// A statement that is run once.
    package static func plain(joining fragment: Fragment) -> Statement { Statement(fragment, isPrepared: false) }

    private init(_ fragment: Fragment, isPrepared: Bool) {
        var sql = ""
        var values: [Parameter] = []
        for part in fragment.parts {
            switch part {
            case .text(let text): sql += text
            case .value(let value):
                values.append(value)
                sql += "$\(values.count)"
            }
        }
        self.init(sql: sql, parameters: values, isPrepared: isPrepared)
    }
}
