import ImageSearchTesting
import Testing

/// What keeps the others from hanging.
@Suite(.timely) struct TestLimitTests {
    @Test func `a case that hangs is told and cancelled`() async throws {
        await withKnownIssue {
            try await TestLimit.ends(within: .milliseconds(10))
                .provideScope(for: #require(Test.current), testCase: nil) {
                    try await Task.sleep(for: .seconds(86_400))
                }
        }
    }

    @Test func `a case that ends in time passes, and its own error is passed on`() async throws {
        let limit = TestLimit.timely
        try await limit.provideScope(for: #require(Test.current), testCase: nil) {}
        await #expect(throws: CancellationError.self) {
            try await limit.provideScope(for: #require(Test.current), testCase: nil) { throw CancellationError() }
        }
    }

    @Test func `a test's own limit comes before that of its suite`() throws {
        let test = try #require(Test.current)
        #expect(TestLimit.timely.scopeProvider(for: test, testCase: Test.Case.current) != nil)
        #expect(TestLimit.ends(within: .seconds(1)).scopeProvider(for: test, testCase: Test.Case.current) == nil)
        #expect(TestLimit.timely.scopeProvider(for: test, testCase: nil) == nil)
    }
}
