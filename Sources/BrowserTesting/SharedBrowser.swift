package import Testing

/// Starts one browser for a suite and all that it holds, and ends it after them.
///
/// The suite has to be `.serialized`: there is one tab in use at a time.
package struct SharedBrowser: SuiteTrait, TestScoping {
    @TaskLocal private static var current: Browser?

    /// Around the suite as a whole.
    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? self : nil }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Browser.run { browser in
            try await Self.$current.withValue(browser) { try await function() }
        }
    }

    /// The browser of the suite that runs.
    fileprivate static func browser() throws -> Browser { try #require(current, "the suite lacks the trait .browser") }
}

extension Trait where Self == SharedBrowser {
    /// One browser for a suite and all that it holds.
    package static var browser: SharedBrowser { SharedBrowser() }
}

extension Browser {
    /// The one that the suite has started.
    package static func shared() throws -> Browser { try SharedBrowser.browser() }
}
