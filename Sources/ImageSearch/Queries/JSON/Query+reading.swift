import JSONText

extension Members {
    /// A query in the form `{"query": "2:cat", "limit": 100}`.
    func textOfQuery() throws(QueryJSONError) -> ParsedQuery {
        try allow(["query", "limit", "cursor"])
        guard let member = self["query"] else { throw owner.error(.missing, "Field required") }
        let text = try member.string()
        var parsed = try member.make { () throws(QueryError) in try QueryText.parse(text) }
        let page = try page(orLimit: parsed.limit)
        parsed.query = parsed.query.at(page.page)
        try member.make { [parsed] () throws(QueryError) in try QueryText.check(parsed.query) }
        parsed.limit = page.given
        return parsed
    }

    /// A query in parts.
    func partsOfQuery() throws(QueryJSONError) -> ParsedQuery {
        try allow(["terms", "filter", "not", "sort", "likely", "duplicates", "limit", "cursor"])
        let terms = try terms()
        let filter = try filter()
        let order = try self["sort"]?.choice { text throws(QueryError) in try Order(value: text) }
        let likely = try self["likely"]?.bool() ?? false
        let collapsing = try self["duplicates"]?.choice { text throws(QueryError) in try DuplicateLevel(value: text) }
        let page = try page(orLimit: nil)
        let faulty = self["sort"] ?? self["likely"] ?? owner
        let query = try (terms.count > Query.termLimit ? self["terms"] ?? owner : faulty).make {
            () throws(QueryError) in
            try Query(
                terms, filter: filter, order: order, onlyLikely: likely, collapsing: collapsing, page: page.page)
        }
        try owner.make { () throws(QueryError) in try QueryText.check(query) }
        return ParsedQuery(query: query, limit: page.given, notes: [])
    }

    private func terms() throws(QueryJSONError) -> [Term] {
        var terms: [Term] = []
        for member in try self["terms"]?.array() ?? [] { terms.append(try member.object().term()) }
        return terms
    }

    /// The page, and the limit when one was given: that of the member, else that of the text.
    private func page(orLimit limit: Int?) throws(QueryJSONError) -> (page: Page, given: Int?) {
        let given = try self["limit"]?.integer() ?? limit
        let cursor = try cursor()
        let page = try (self["limit"] ?? owner).make { () throws(QueryError) in
            try Page(limit: given ?? Page.defaultLimit, after: cursor)
        }
        return (page, given)
    }

    /// The cursor; null is that of the first page, as answers write it.
    private func cursor() throws(QueryJSONError) -> Cursor? {
        guard let member = self["cursor"], !member.isNull else { return nil }
        return try member.choice { text throws(QueryError) in try Cursor(text) }
    }

    private func filter() throws(QueryJSONError) -> Filter {
        var clauses: [Filter.Clause] = []
        for (name, isExcluded) in [("filter", false), ("not", true)] {
            guard let conditions = try self[name]?.object() else { continue }
            try conditions.allow((QueryKey.conditions + [.fav]).map(\.rawValue))
            for (key, values) in conditions.members {
                if key == QueryKey.fav.rawValue {
                    if try values.bool() { clauses.append(Filter.Clause(.favourite, isExcluded: isExcluded)) }
                    continue
                }
                for value in try values.array() {
                    clauses.append(Filter.Clause(try value.condition(key), isExcluded: isExcluded))
                }
            }
        }
        return try (self["filter"] ?? self["not"] ?? owner).make { () throws(QueryError) in try Filter(clauses) }
    }
}

extension Member {
    fileprivate var isNull: Bool { if case .null = value { true } else { false } }

    /// A value that is read as in the text form.
    fileprivate func choice<Value>(_ read: (String) throws(QueryError) -> Value) throws(QueryJSONError) -> Value {
        let text = try string()
        return try make { () throws(QueryError) in try read(text) }
    }

    fileprivate func condition(_ key: String) throws(QueryJSONError) -> Condition {
        guard let key = QueryKey(rawValue: key) else { throw error(.extraForbidden, "Extra inputs are not permitted") }
        return try choice { text throws(QueryError) in try Condition(key, text).checked() }
    }
}
