import Foundation
import ImageSearch
import Testing

@testable import SearchCLI

@Suite struct ErrorTextTests {
    private let error = StoreError(
        .unavailable, "the database does not answer", cause: "08006 could not connect:\nConnection\u{1b}[2J refused")

    @Test func `a cause is one line that no terminal obeys`() throws {
        let cause = try #require(ErrorText.cause(of: error))
        #expect(cause.hasPrefix("08006 could not connect: Connection"))
        #expect(!cause.contains("\u{1b}"))
        #expect(ErrorText.cause(of: StoreError(.failed, "no more to say")) == nil)
    }

    @Test(arguments: [
        (["search", "-people"], true), (["search", "- snow"], true), (["search", "-2:cat", "--limit", "3"], true),
        (["search"], false), (["search", "--", "-people", "x"], false), (["search", "--image", "-"], false),
        (["search", "-h"], false), (["search", "--people"], false), (["similar", "-x"], false),
    ]) func `a query that looks like an option gets a hint`(arguments: [String], isHinted: Bool) {
        let hint = ErrorText.hint(for: ["imagesearch"] + arguments)
        #expect((hint != nil) == isHinted && hint?.contains("search -- ") != false)
    }

    @Test func `what ends the program is in the log with its cause`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "imagesearch.log").path
        let file = try LogFile(path)
        LineLogHandler.record(error, in: file)
        file.flush()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("the database does not answer [08006 could not connect: Connection"))
        #expect(text.split(separator: "\n").count == 1)
    }
}
