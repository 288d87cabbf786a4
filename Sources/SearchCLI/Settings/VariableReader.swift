import Foundation

/// A command or a setting that cannot be carried out as it stands; the text says what to change.
struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Reads values of given kinds out of variables, and says what is wrong with one; what is unset has the table's default.
struct VariableReader {
    private let variables: [String: String]
    private let isTesting: Bool

    init(_ variables: [String: String], isTesting: Bool = false) {
        self.variables = variables
        self.isTesting = isTesting
    }

    /// A text that is set; an empty one counts as unset.
    subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// A text that is set, or the default.
    func text(_ name: String) -> String {
        guard let value = self[name] ?? Setting.defaultValue(of: name, isTesting: isTesting) else {
            preconditionFailure("\(name) has no default")
        }
        return value
    }

    /// Values between commas, without the space around them.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    func flag(_ name: String) throws -> Bool {
        let text = text(name)
        switch text.lowercased() {
        case "0", "false", "no", "off": return false
        case "1", "true", "yes", "on": return true
        default: throw UsageError("\(name) is '\(text)'; it may be 1 or 0")
        }
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        try number(text(name), of: name, in: range)
    }

    /// A number that need not be there.
    func optionalNumber(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        try self[name].map { try number($0, of: name, in: range) }
    }

    private func number(_ text: String, of name: String, in range: ClosedRange<Int>) throws -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw UsageError(
                "\(name) is '\(text)'; it may be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// An address that is told in errors, so that no password may stand in it.
    func address(_ name: String) throws -> String {
        let text = text(name)
        guard !text.contains("@") else {
            throw UsageError("\(name) holds a user or a password, which it must not: HF_TOKEN is the place for a token")
        }
        return text
    }

    /// One of the values of a type.
    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws -> Choice
    where Choice.RawValue == String {
        let text = text(name).lowercased()
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("\(name) is '\(text)'; it may be \(names)")
        }
        return choice
    }
}
