import Dispatch
import Foundation
import Platform
public import Testing

/// How long a test may hang before it is told as broken; none is slow because of it.
///
/// ```swift
/// @Suite(.timely) struct QueueTests {}
/// ```
public struct TestLimit: TestTrait, SuiteTrait, TestScoping {
    let limit: Duration

    /// A suite's holds for each case of its tests, from the moment at which that begins; a test's own comes before it.
    public var isRecursive: Bool { true }

    /// Nothing for a whole suite: its tests wait for each other.
    public func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        let innermost = test.traits.compactMap { $0 as? Self }.last
        return testCase != nil && innermost?.limit == limit ? self : nil
    }

    /// Runs a case; when its time is up, that is an issue, and the case is cancelled.
    ///
    /// A case that is deaf to that for as long again, a minute at least, ends the process: nothing else would end the run.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let limit = limit.scaled
        let alarm = DispatchWorkItem {
            FileHandle.standardError.write(Data("\(test.name) cannot be cancelled: the run ends\n".utf8))
            _exit(1)
        }
        let end = limit + max(limit, Self.timely.limit.scaled)
        DispatchQueue(label: "test limit").asyncAfter(deadline: .now() + end / .seconds(1), execute: alarm)
        defer { alarm.cancel() }
        try await withoutActuallyEscaping(function) { function in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await function()
                    return true
                }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return false
                }
                defer { group.cancelAll() }
                guard try await group.next() == false else { return }
                Issue.record("it is not done after \(limit)", sourceLocation: test.sourceLocation)
            }
        }
    }
}

extension Trait where Self == TestLimit {
    /// For tests that compute, or talk to a server within the process.
    public static var timely: TestLimit { TestLimit(limit: .seconds(60)) }

    /// For tests that start programs or handle thousands of pictures.
    public static func ends(within limit: Duration) -> TestLimit { TestLimit(limit: limit) }
}

extension Duration {
    /// `TEST_TIME_FACTOR` times as long, by default once.
    ///
    /// All that keeps a test from hanging is written for a machine with two processors that runs six tests at a time, with
    /// room; the factor is for slower ones, and for tests under a sanitizer.
    public var scaled: Duration { self * testTimeFactor }
}

private let testTimeFactor: Double = {
    let text = ProcessInfo.processInfo.environment["TEST_TIME_FACTOR"] ?? ""
    guard !text.isEmpty else { return 1 }
    guard let factor = Double(text), factor > 0, factor.isFinite else {
        fatalError("TEST_TIME_FACTOR is '\(text)': expected a number above 0")
    }
    return factor
}()
