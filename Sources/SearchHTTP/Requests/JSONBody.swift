import JSONText

/// The members of a body that is an object in JSON.
struct JSONBody {
    private let members: [(key: String, value: JSONText.JSON)]

    /// Takes a body apart.
    ///
    /// - Parameters:
    ///   - body: what was sent.
    ///   - names: the members that there may be, each once.
    /// - Throws: what is wrong with the body.
    init(_ body: SentBody, allowing names: [String]) throws(ValidationFault) {
        guard case .json(let bytes) = body, !bytes.isEmpty else {
            throw ValidationFault(type: "missing", location: ["body"], message: "Field required")
        }
        let value: JSONText.JSON
        do { value = try JSONText.JSONParser.parse(bytes) } catch {
            throw ValidationFault(
                type: "json_invalid", location: ["body", .integer(error.offset)], message: "JSON decode error: \(error)"
            )
        }
        guard let members = value.fields else {
            throw ValidationFault(type: "dict_type", location: ["body"], message: "Input should be a valid dictionary")
        }
        for (name, _) in members
        where !names.contains(name) || members.count(where: { $0.key.utf8.elementsEqual(name.utf8) }) > 1 {
            throw .unexpected(EchoedInput.of(name))
        }
        self.members = members
    }

    /// The value of a member, or `nil` when it is not there.
    subscript(name: String) -> JSONText.JSON? { members.first { $0.key == name }?.value }

    /// The text of a member, or `nil` when it is not there.
    func text(_ name: String) throws(ValidationFault) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .notAText(["body", .string(name)]) }
        return text
    }
}

extension ValidationFault {
    /// A member or a field that there is none of.
    static func unexpected(_ name: String) -> Self {
        Self(
            type: "extra_forbidden", place: .body, name: name, message: "Extra inputs are not permitted", input: .null)
    }

    /// Something else where a text belongs.
    static func notAText(_ location: [JSON]) -> Self {
        Self(type: "string_type", location: location, message: "Input should be a valid string")
    }

    /// Something else where a list belongs.
    static func notAList(_ location: [JSON]) -> Self {
        Self(type: "list_type", location: location, message: "Input should be a valid list")
    }
}
