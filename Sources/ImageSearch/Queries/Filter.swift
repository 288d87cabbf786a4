/// Which pictures may be found; all of them when nothing is set.
///
/// A picture has to meet every kind of condition that is there: of several texts of one kind any one (`type:heic type:avif`), of several
/// ranges of one kind all (`width:>100 width:<200`); and none of those that are excluded (`-type:gif`).
public struct Filter: Sendable, Hashable {
    /// One condition, or its opposite.
    public struct Clause: Sendable, Hashable {
        /// What is asked of a picture.
        public let condition: Condition
        /// Pictures that meet it are left out; what is unknown of a picture meets nothing.
        public let isExcluded: Bool

        /// Joins the two.
        public init(_ condition: Condition, isExcluded: Bool = false) {
            self.condition = condition
            self.isExcluded = isExcluded
        }
    }

    /// The most conditions that a query may have.
    public static let limit = 100

    /// The conditions, each once: those that are to be met before those that are excluded, each in the order of the query
    /// language's keys, so that filters that mean the same are the same.
    public let clauses: [Clause]

    /// Every picture may be found.
    public init() { clauses = [] }

    /// Joins conditions; repeated ones count once, and slashes at the end of a folder's name do not.
    ///
    /// - Throws: ``QueryError`` with code `filter` for more than ``limit``, and for a text that holds a zero byte.
    public init(_ clauses: [Clause]) throws(QueryError) {
        var checked: [Clause] = []
        for clause in clauses { checked.append(Clause(try clause.condition.checked(), isExcluded: clause.isExcluded)) }
        self.clauses = Filter.normalized(checked)
        guard self.clauses.count <= Filter.limit else {
            throw QueryError(.filter, "a query has at most \(Filter.limit) conditions")
        }
    }

    /// Joins conditions that were checked, fewer than ``limit``.
    public init(_ conditions: Condition...) { clauses = Filter.normalized(conditions.map { Clause($0) }) }

    private static func normalized(_ clauses: [Clause]) -> [Clause] {
        // By the bytes of their texts: to Swift, two names that look the same are equal.
        var seen = Set<[UInt8]>()
        let distinct = clauses.filter { seen.insert(Array($0.text.utf8)).inserted }
        let places = distinct.enumerated().map {
            (place: ($1.isExcluded ? 1 : 0, $1.condition.text.key.place, $0), clause: $1)
        }
        return places.sorted { $0.place < $1.place }.map(\.clause)
    }

    /// Every picture may be found.
    public var isEmpty: Bool { clauses.isEmpty }

    /// The conditions as they are combined: a picture has to meet every group; within one, any of the conditions that are listed.
    public var groups: [Group] {
        var groups: [Group] = []
        for clause in clauses {
            let joins = groups.firstIndex {
                !clause.isExcluded && !$0.isExcluded && $0.conditions[0].isAlternative(to: clause.condition)
            }
            if let joins {
                groups[joins].conditions.append(clause.condition)
            } else {
                groups.append(Group(conditions: [clause.condition], isExcluded: clause.isExcluded))
            }
        }
        return groups
    }

    /// Conditions of which one has to be met, or, excluded, the one that must not be.
    public struct Group: Sendable, Hashable {
        /// At least one.
        public fileprivate(set) var conditions: [Condition]
        /// None may be met.
        public let isExcluded: Bool
    }
}
