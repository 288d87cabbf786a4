import Foundation
import Synchronization

/// One line of the table: a figure, beside it its limit from the same run.
struct Figure: Codable, Sendable {
    var name: String
    var value: Double
    var unit: String
    /// What the hardware, or the bare part, reaches.
    var limit: Double?
    /// What the limit is.
    var limitName: String?
    /// The figure as a part or a multiple of its limit, the way the goal counts it.
    var ratio: Double?
    var goal: String?
    var isMet: Bool?
    /// Other numbers that explain this one.
    var details: [String: Double] = [:]
}

extension Figure {
    /// A figure that is to come up to its limit.
    static func rate(
        _ name: String, _ value: Double, _ unit: String, limit: Double, _ limitName: String, atLeast goal: Double,
        _ details: [String: Double] = [:]
    ) -> Figure {
        Figure(
            name: name, value: value, unit: unit, limit: limit, limitName: limitName, ratio: value / limit,
            goal: ">= \(goal)", isMet: value / limit >= goal, details: details)
    }

    /// A figure that is not to exceed a multiple of its limit.
    static func time(
        _ name: String, _ value: Double, _ unit: String, limit: Double, _ limitName: String, atMost goal: Double,
        _ details: [String: Double] = [:]
    ) -> Figure {
        Figure(
            name: name, value: value, unit: unit, limit: limit, limitName: limitName, ratio: value / limit,
            goal: "<= \(goal)", isMet: value / limit <= goal, details: details)
    }

    /// A figure that is not to exceed a number.
    static func bounded(
        _ name: String, _ value: Double, _ unit: String, atMost goal: Double, _ details: [String: Double] = [:]
    ) -> Figure {
        Figure(
            name: name, value: value, unit: unit, goal: "<= \(number(goal)) \(unit)", isMet: value <= goal,
            details: details)
    }
}

/// All figures of a run.
final class Report: Sendable {
    private struct Document: Encodable {
        var machine: [String: String]
        var figures: [Figure]
    }
    private let figures = Mutex<[Figure]>([])

    /// Adds a figure, and shows it at once.
    func add(_ figure: Figure) {
        figures.withLock { $0.append(figure) }
        say(Self.line(figure))
    }

    /// The table, in Markdown.
    var table: String {
        let head = [
            "| what | measured | limit, from the same run | ratio | goal | |", "| --- | --- | --- | --- | --- | --- |",
        ]
        return (head + figures.withLock { $0 }.map(Self.line)).joined(separator: "\n")
    }

    /// Writes everything as JSON.
    func write(to path: String, machine: [String: String]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let document = Document(machine: machine, figures: figures.withLock { $0 })
        try encoder.encode(document).write(to: URL(fileURLWithPath: path))
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
