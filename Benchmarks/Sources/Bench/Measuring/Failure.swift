/// Something that keeps a benchmark from going on, or a check that failed.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Fails the benchmark when a condition does not hold.
func check(_ condition: Bool, _ expectation: @autoclosure () -> String) throws {
    if !condition { throw Failure("expected \(expectation())") }
}
