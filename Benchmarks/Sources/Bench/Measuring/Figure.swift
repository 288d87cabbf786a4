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
