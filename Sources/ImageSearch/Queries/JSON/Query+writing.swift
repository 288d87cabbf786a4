package import JSONText

extension QueryJSON {
    /// What ``read(_:)`` reads as this query.
    package static func value(of query: Query) -> JSON {
        let page = query.page
        let defaultOrder: Order = query.terms.isEmpty ? .newest : .relevance
        let members: [(key: String, value: JSON?)] = [
            ("terms", query.terms.isEmpty ? nil : .array(query.terms.map(value))),
            ("filter", value(of: query.filter, isExcluded: false)),
            ("not", value(of: query.filter, isExcluded: true)),
            ("sort", query.order == defaultOrder ? nil : .string(query.order.rawValue)),
            ("likely", query.onlyLikely ? .bool(true) : nil),
            ("duplicates", query.collapsing.map { .string($0.rawValue) }),
            ("limit", page.limit == Page.defaultLimit ? nil : .number(Double(page.limit))),
            ("cursor", page.cursor.map { .string($0.description) }),
        ]
        return object(members)
    }

    private static func value(of term: Term) -> JSON {
        let weight: JSON? = term.weight == 1 ? nil : .number(term.weight)
        switch term.kind {
        case .words(let words): return object([("words", .string(words)), ("weight", weight)])
        case .stored(let id, let part):
            return object([("id", .string(id.description)), ("part", part.map(value)), ("weight", weight)])
        case .picture(let name, let part):
            return object([("picture", .string(name)), ("part", part.map(value)), ("weight", weight)])
        }
    }

    private static func value(of part: PicturePart) -> JSON {
        .array([part.left, part.top, part.width, part.height].map(JSON.number))
    }

    /// The values of each key, in the order of the filter.
    private static func value(of filter: Filter, isExcluded: Bool) -> JSON? {
        var fields: [(key: String, value: [JSON])] = []
        for clause in filter.clauses where clause.isExcluded == isExcluded {
            let (key, value) = clause.condition.text
            if fields.last?.key != key.rawValue { fields.append((key.rawValue, [])) }
            fields[fields.count - 1].value.append(.string(value))
        }
        return fields.isEmpty ? nil : .object(fields.map { ($0.key, .array($0.value)) })
    }

    private static func object(_ members: [(key: String, value: JSON?)]) -> JSON {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }
}
