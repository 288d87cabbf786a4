/// Puts tokens together to a query.
struct QueryParser {
    private struct Item {
        var kind: Term.Kind?
        var words: [String] = []
        let weight: Double
        let token: QueryToken
    }

    private var items: [Item] = []
    private var sign = QueryToken.Sign.plus
    /// A standing sign that nothing follows yet.
    private var open: QueryToken?
    /// The item that further words belong to.
    private var current: Int?
    private var clauses: [Filter.Clause] = []
    private var options: [QueryKey: QueryToken] = [:]
    private var order: Order?
    private var collapsing: DuplicateLevel?
    private var limit: Int?
    private var likely: QueryToken?
    private var notes: [QueryNote] = []

    mutating func take(_ token: QueryToken) throws(QueryError) {
        if let note = token.note { notes.append(note) }
        switch token.body {
        case .sign: try begin(token)
        case .words(let text): try add(text, token)
        case .picture(let kind): items.append(Item(kind: kind, weight: weight(of: token), token: token))
        case .option(let key, let value): try set(key, value, token)
        case .likely: likely = token
        case .favourite: clauses.append(Filter.Clause(.favourite, isExcluded: token.sign == .minus))
        }
        switch token.body {
        case .words, .picture: open = nil
        default: break
        }
    }

    private func weight(of token: QueryToken) -> Double { (token.sign ?? sign).rawValue * (token.weight ?? 1) }

    private mutating func begin(_ token: QueryToken) throws(QueryError) {
        try close()
        sign = token.sign ?? .plus
        open = token
        current = nil
    }

    private func close() throws(QueryError) {
        if let open { throw open.error(.text, "a term has to follow it; quotes make it words") }
    }

    /// Words belong to those before them, unless a glued sign or a weight says otherwise.
    private mutating func add(_ text: String, _ token: QueryToken) throws(QueryError) {
        guard !isBlank(text) else { throw token.error(.blankWords, "the quotes hold no words") }
        if token.sign == nil, token.weight == nil, let current {
            items[current].words.append(text)
            return
        }
        items.append(Item(words: [text], weight: weight(of: token), token: token))
        if token.sign == nil { current = items.count - 1 }
    }

    private mutating func set(_ key: QueryKey, _ value: String, _ token: QueryToken) throws(QueryError) {
        guard token.weight == nil else {
            throw token.error(.weight, "\(key.rawValue): takes no weight; quotes make it words")
        }
        do {
            if key.isCondition {
                clauses.append(Filter.Clause(try Condition(key, value).checked(), isExcluded: token.sign == .minus))
                return
            }
            try setOption(key, value, token)
        } catch { throw token.error(error) }
    }

    private mutating func setOption(_ key: QueryKey, _ value: String, _ token: QueryToken) throws(QueryError) {
        guard token.sign != .minus else { throw QueryError(key.code, "\(key.rawValue): cannot be left out") }
        guard options.updateValue(token, forKey: key) == nil else {
            throw QueryError(key.code, "\(key.rawValue): is there twice")
        }
        switch key {
        case .sort: order = try Order(value: value)
        case .duplicates: collapsing = try DuplicateLevel(value: value)
        default: limit = try readLimit(value)
        }
    }

    mutating func finish() throws(QueryError) -> ParsedQuery {
        try close()
        var terms: [Term] = []
        for item in items {
            do {
                terms.append(try Term(item.kind ?? .words(item.words.joined(separator: " ")), weight: item.weight))
            } catch {
                throw item.token.error(error)
            }
        }
        let page = try limit.map { limit throws(QueryError) in try Page(limit: limit) } ?? Page()
        do {
            let query = try Query(
                terms, filter: Filter(clauses), order: order, onlyLikely: likely != nil, collapsing: collapsing,
                page: page)
            return ParsedQuery(query: query, limit: limit, notes: notes)
        } catch {
            throw QueryError(error.code, error.description, position: position(of: error.code))
        }
    }

    /// Where the part stands that is wrong with the query as a whole.
    private func position(of code: QueryError.Code) -> Int? {
        switch code {
        case .order: likely?.position ?? options[.sort]?.position
        case .terms: items.dropFirst(Query.termLimit).first?.token.position
        default: nil
        }
    }
}

/// White space alone, or nothing.
private func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
