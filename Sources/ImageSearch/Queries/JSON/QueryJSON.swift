package import JSONText

/// The JSON form of queries: the parts of the text form under the same names, with the same values.
///
///     {"terms": [{"words": "cat", "weight": 2}, {"id": "5f0c...", "part": [0, 0, 0.5, 1]}, {"picture": "sofa", "weight": -1}],
///      "filter": {"type": ["heic"], "width": [">3000"], "fav": true}, "not": {"in": ["trash"]},
///      "sort": "newest", "likely": true, "duplicates": "picture", "limit": 100, "cursor": "01..."}
///
/// or `{"query": "2:cat + red sofa", "limit": 100, "cursor": "01..."}`. docs/query-language.md has all of it.
public enum QueryJSON {
    /// Reads a body.
    ///
    /// - Throws: ``QueryJSONError`` that names the first member that is wrong.
    public static func parse(_ body: [UInt8]) throws(QueryJSONError) -> ParsedQuery {
        let value: JSON
        do { value = try JSONParser.parse(body) } catch {
            throw QueryJSONError(.jsonInvalid, "JSON decode error: \(error)", path: [.index(error.offset)])
        }
        return try read(value)
    }

    /// Reads a value.
    ///
    /// - Throws: ``QueryJSONError`` that names the first member that is wrong.
    package static func read(_ value: JSON) throws(QueryJSONError) -> ParsedQuery {
        let body = try Member(value).object()
        return try body["query"] == nil ? body.partsOfQuery() : body.textOfQuery()
    }

    /// What ``parse(_:)`` reads as this query, its cursor included.
    public static func text(of query: Query) -> String { value(of: query).text }
}

/// What is wrong with the JSON form of a query, in the terms of pydantic.
public struct QueryJSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of faults, as pydantic names them.
    public enum Kind: String, Sendable {
        /// The body is no JSON.
        case jsonInvalid = "json_invalid"
        /// A member that there is none of, or not beside another that is there.
        case extraForbidden = "extra_forbidden"
        /// A member has to be there.
        case missing
        /// No object where one belongs.
        case dictType = "dict_type"
        /// No array where one belongs.
        case listType = "list_type"
        /// No string where one belongs.
        case stringType = "string_type"
        /// No number where one belongs.
        case floatType = "float_type"
        /// No whole number where one belongs.
        case intType = "int_type"
        /// Neither true nor false where one of them belongs.
        case boolType = "bool_type"
        /// The type is right, the value is not.
        case valueError = "value_error"
    }

    /// A member of an object, or an element of an array.
    public enum Step: Sendable, Hashable {
        /// A member, by its name.
        case name(String)
        /// An element, by its place from 0; of text that is no JSON, the byte.
        case index(Int)
    }

    /// The kind of fault.
    public let kind: Kind
    /// What is wrong, safe to show to anyone.
    public let description: String
    /// Where it is, from the outermost value inwards: `loc` without its `body`.
    public let path: [Step]

    init(_ kind: Kind, _ description: String, path: [Step]) {
        self.kind = kind
        self.description = description
        self.path = path
    }
}
