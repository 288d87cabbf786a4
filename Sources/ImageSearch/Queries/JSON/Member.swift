import JSONText

/// A value of a query's JSON form, and where it is.
struct Member {
    let value: JSON
    let path: [QueryJSONError.Step]

    init(_ value: JSON, at path: [QueryJSONError.Step] = []) {
        self.value = value
        self.path = path
    }

    func error(_ kind: QueryJSONError.Kind, _ description: String) -> QueryJSONError {
        QueryJSONError(kind, description, path: path)
    }

    func object() throws(QueryJSONError) -> Members {
        guard let fields = value.fields else { throw error(.dictType, "Input should be a valid dictionary") }
        var members: [(String, Member)] = []
        for (name, value) in fields {
            let member = Member(value, at: path + [.name(name)])
            guard !members.contains(where: { $0.0 == name }) else {
                throw member.error(.extraForbidden, "The member is there twice")
            }
            members.append((name, member))
            guard members.count <= Members.limit else { throw error(.dictType, "The object has too many members") }
        }
        return Members(members: members, owner: self)
    }

    func array() throws(QueryJSONError) -> [Member] {
        guard let values = value.array else { throw error(.listType, "Input should be a valid list") }
        return values.enumerated().map { Member($1, at: path + [.index($0)]) }
    }

    func string() throws(QueryJSONError) -> String {
        guard let string = value.string else { throw error(.stringType, "Input should be a valid string") }
        return string
    }

    func number() throws(QueryJSONError) -> Double {
        guard let number = value.number else { throw error(.floatType, "Input should be a valid number") }
        return number
    }

    func integer() throws(QueryJSONError) -> Int {
        guard let number = value.integer else { throw error(.intType, "Input should be a valid integer") }
        return number
    }

    func bool() throws(QueryJSONError) -> Bool {
        guard let bool = value.bool else { throw error(.boolType, "Input should be a valid boolean") }
        return bool
    }

    /// What the query language makes of this member.
    func make<Value>(_ make: () throws(QueryError) -> Value) throws(QueryJSONError) -> Value {
        do { return try make() } catch { throw self.error(.valueError, error.description) }
    }
}

/// The members of an object, in their order.
struct Members {
    /// More than any object of a query has.
    static let limit = 32

    let members: [(name: String, member: Member)]
    let owner: Member

    subscript(name: String) -> Member? { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.member }

    /// Refuses members of other names.
    func allow(_ names: [String]) throws(QueryJSONError) {
        for (name, member) in members where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            throw member.error(.extraForbidden, "Extra inputs are not permitted")
        }
    }
}
