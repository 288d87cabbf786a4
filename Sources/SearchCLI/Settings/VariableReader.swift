import Foundation

/// A command or a setting that cannot be carried out as it stands; the text says what to change.
struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Reads values of given kinds out of variables, and says what is wrong with one.
struct VariableReader {
    private let variables: [String: String]

    init(_ variables: [String: String]) { self.variables = variables }

    /// A text; an empty one counts as unset.
    subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// Values between commas, without the space around them.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func flag(_ name: String) throws -> Bool {
        switch self[name]?.lowercased() {
        case nil, "0", "false", "no", "off": return false
        case "1", "true", "yes", "on": return true
        case let value?: throw UsageError("\(name) is '\(value)'; it may be 1 or 0")
        }
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw UsageError(
                "\(name) is '\(text)'; it may be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// An address that is told in errors, so that no password may stand in it.
    func address(_ name: String) throws -> String? {
        guard let text = self[name] else { return nil }
        guard !text.contains("@") else {
            throw UsageError("\(name) holds a user or a password, which it must not: HF_TOKEN is the place for a token")
        }
        return text
    }

    func choice(_ name: String, of choices: [String], standard: String) throws -> String {
        guard let text = self[name]?.lowercased() else { return standard }
        guard choices.contains(text) else {
            throw UsageError("\(name) is '\(text)'; it may be \(choices.joined(separator: ", "))")
        }
        return text
    }
}
