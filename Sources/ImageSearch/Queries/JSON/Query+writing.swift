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

    /// The values of each key, in the order of the filter; `fav` is true.
    private static func value(of filter: Filter, isExcluded: Bool) -> JSON? {
        let clauses = filter.clauses.filter { $0.isExcluded == isExcluded }
        let favourite: [(key: String, value: JSON)] =
            clauses.contains { $0.condition == .favourite } ? [(QueryKey.fav.rawValue, .bool(true))] : []
        var fields: [(key: String, value: [JSON])] = []
        for clause in clauses where clause.condition != .favourite {
            let (key, value) = clause.condition.text
            if fields.last?.key != key.rawValue { fields.append((key.rawValue, [])) }
            fields[fields.count - 1].value.append(.string(value))
        }
        let members = fields.map { (key: $0.key, value: JSON.array($0.value)) } + favourite
        return members.isEmpty ? nil : .object(members)
    }

    private static func object(_ members: [(key: String, value: JSON?)]) -> JSON {
        .object(members.compactMap { member in member.value.map { (member.key, $0) } })
    }
}
