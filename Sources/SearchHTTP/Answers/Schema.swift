/// A form of JSON that /openapi.json describes once under a name.
struct Schema: Sendable {
    let name: String
    let json: JSON
    /// Those that it refers to.
    var uses: [Schema] = []

    /// Points to where it is described.
    var reference: JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    /// Itself and all that it refers to, directly or not.
    var all: [Schema] { [self] + uses.flatMap(\.all) }

    /// An object whose members are all there.
    static func object(_ name: String, _ properties: JSON, optional: Set<String> = [], uses: [Schema] = []) -> Schema {
        let required = properties.memberNames.filter { !optional.contains($0) }.map(JSON.string)
        return Schema(
            name: name, json: ["type": "object", "required": .array(required), "properties": properties], uses: uses)
    }
}
