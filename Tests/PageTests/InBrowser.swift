import BrowserTesting
import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// All tests of the page: one after another, in one browser, before one program that has indexed the test images.
///
/// A test that changes what others see starts a program of its own.
@Suite(.serialized, .browser, .testImages, .ends(within: .seconds(180))) enum InBrowser {}

/// Starts the program over the test images for a suite and all that it holds.
///
/// `PAGE_PORT` names one that runs already, for whoever works on the page.
struct SharedProgram: SuiteTrait, TestScoping {
    @TaskLocal private static var port: Int?

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? self : nil }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        if let running = ProcessInfo.processInfo.environment["PAGE_PORT"].flatMap(Int.init) {
            return try await Self.$port.withValue(running) { try await function() }
        }
        let program = try await RunningProgram(["serve"], in: Workspace(), settings: ["TESTING": "1"])
        // Else it would end when it is named for the last time.
        defer { withExtendedLifetime(program) {} }
        try await program.hasIndexed()
        try await knowsHowLikely(program)
        try await Self.$port.withValue(program.port()) { try await function() }
    }

    /// The port of the suite's program.
    static func current() throws -> Int { try #require(port, "the suite lacks the trait .testImages") }
}

extension Trait where Self == SharedProgram {
    /// The program over the test images, for a suite and all that it holds.
    static var testImages: SharedProgram { SharedProgram() }
}

/// Waits until a program has prepared what tells likely pictures from others, as it does in the background.
func knowsHowLikely(_ program: RunningProgram) async throws {
    let client = try await Client(port: program.port())
    try await eventually("bands are known", within: .seconds(120)) {
        try await client.get("/search?q=a%20cat&limit=1").text.contains(#""band":""#)
    }
}

/// Runs a test in a tab that shows the page of the shared program, with an answer to a query in it.
func withPage<Result: Sendable>(
    _ query: String? = nil, expecting failures: [String] = [], _ test: (Page) async throws -> Result
) async throws -> Result {
    let address = "http://127.0.0.1:\(try SharedProgram.current())/"
    return try await Browser.shared().page(expecting: failures) { page in
        try await page.openSearch(query, at: address)
        return try await test(page)
    }
}

/// Runs a test in a tab that shows the page of the shared program through a proxy of the test's own.
func proxied<Result: Sendable>(
    _ query: String? = nil, prefix: String = "", expecting failures: [String] = [],
    following rule: @escaping FaultyProxy.Rule = { _ in .pass }, _ test: (FaultyProxy, Page) async throws -> Result
) async throws -> Result {
    try await FaultyProxy.run(before: SharedProgram.current(), prefix: prefix) { proxy in
        proxy.follow(rule)
        return try await Browser.shared().page(expecting: failures) { page in
            try await page.openSearch(query, at: proxy.address)
            return try await test(proxy, page)
        }
    }
}

/// Runs a test against a program of its own, over pictures of its own.
///
/// It does not wait until they are indexed.
func withProgram<Result: Sendable>(
    settings: [String: String] = [:], filling fill: (Workspace) throws -> Void = { _ in },
    _ test: (RunningProgram, Int) async throws -> Result
) async throws -> Result {
    let workspace = try Workspace()
    try fill(workspace)
    let program = try await RunningProgram(["serve"], in: workspace, settings: settings)
    return try await test(program, program.port())
}
