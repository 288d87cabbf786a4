extension QueryKey {
    /// The part of a query that a wrong value belongs to.
    var code: QueryError.Code {
        switch self {
        case .sort: .order
        case .duplicates: .duplicates
        case .limit: .limit
        case .id: .unknownPicture
        case .picture: .missingPicture
        default: .filter
        }
    }
}

extension Order {
    /// Reads its name in any case.
    init(value: String) throws(QueryError) {
        guard let order = Order(rawValue: lowercasedASCII(value)) else {
            throw QueryError(.order, "expected \(choices(Order.allCases.map(\.rawValue)))")
        }
        self = order
    }
}

extension DuplicateLevel {
    /// Reads its name in any case; `collapse` stands for `picture`.
    init(value: String) throws(QueryError) {
        let name = lowercasedASCII(value)
        guard let level = name == "collapse" ? .picture : DuplicateLevel(rawValue: name) else {
            throw QueryError(.duplicates, "expected \(choices(["collapse"] + DuplicateLevel.allCases.map(\.rawValue)))")
        }
        self = level
    }
}

/// Reads a number of matches, within ``Page/limits``.
func readLimit(_ value: String) throws(QueryError) -> Int {
    guard let limit = wholeNumber(value), Page.limits.contains(limit) else {
        throw QueryError(.limit, "expected a number from \(Page.limits.lowerBound) to \(Page.limits.upperBound)")
    }
    return limit
}

/// What may be chosen: `a, b or c`.
func choices(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + (names.count > 1 ? " or " : "") + (names.last ?? "")
}
