import Foundation
import Synchronization

/// All figures of a run, and the machine that they are of.
final class Report: Sendable {
    private struct Document: Encodable {
        var machine: [String: String]
        var figures: [Figure]
        var tables: [Table]
    }
    private struct State {
        var figures: [Figure] = []
        var tables: [Table] = []
    }
    private let machine: [String: String]
    private let state = Mutex(State())

    init(machine: [String: String]) {
        self.machine = machine
        say(machineLine)
    }

    /// Adds a figure, and shows it at once.
    func add(_ figure: Figure) {
        state.withLock { $0.figures.append(figure) }
        say(Self.line(figure))
    }

    /// Adds a table beside the figures.
    func add(_ table: Table) { state.withLock { $0.tables.append(table) } }

    /// The names of the figures that missed their goals.
    var missed: [String] { state.withLock { $0.figures.filter { $0.isMet == false }.map(\.name) } }

    /// Everything in Markdown: the machine, tables, figures.
    var text: String {
        let (tables, figures) = state.withLock { ($0.tables, $0.figures) }
        let head = [
            "| what | measured | limit, from the same run | ratio | goal | |", "| --- | --- | --- | --- | --- | --- |",
        ]
        let table = (head + figures.map(Self.line)).joined(separator: "\n")
        return ([machineLine] + tables.map(\.markdown) + [table]).joined(separator: "\n\n")
    }

    private var machineLine: String {
        machine.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    }

    /// Writes everything as JSON.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let document = state.withLock { Document(machine: machine, figures: $0.figures, tables: $0.tables) }
        try encoder.encode(document).write(to: URL(fileURLWithPath: path))
        say("the same as JSON: \(path)")
    }

    private static func line(_ figure: Figure) -> String {
        let limit = figure.limit.map { "\(number($0)) \(figure.unit): \(figure.limitName ?? "")" } ?? ""
        let details = figure.details.sorted { $0.key < $1.key }.map { "\($0.key) \(number($0.value))" }
        let measured = "\(number(figure.value)) \(figure.unit)"
        let columns = [
            figure.name, details.isEmpty ? measured : "\(measured) (\(details.joined(separator: ", ")))", limit,
            figure.ratio.map(number) ?? "", figure.goal ?? "", figure.isMet.map { $0 ? "met" : "**missed**" } ?? "",
        ]
        return "| \(columns.joined(separator: " | ")) |"
    }
}

/// A number with three significant digits.
func number(_ value: Double) -> String {
    switch abs(value) {
    case 100...: String(format: "%.0f", value)
    case 10..<100: String(format: "%.1f", value)
    case 1..<10: String(format: "%.2f", value)
    default: String(format: "%.3f", value)
    }
}

/// Tells what is going on.
func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
