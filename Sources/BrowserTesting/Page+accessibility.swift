import Foundation
import ProgramTesting
import Testing

/// The checks of axe-core (MPL-2.0), which `scripts/setup-tests` fetches.
extension Page {
    private struct Violation: Decodable {
        struct Node: Decodable {
            let html: String
            let failureSummary: String?
        }
        let id: String
        let help: String
        let nodes: [Node]
    }

    private static let axe: String = {
        let file = RunningProgram.project.appendingPathComponent("vendor/test-tools/axe.min.js")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            preconditionFailure("axe.min.js is not there: run scripts/setup-tests")
        }
        return text
    }()

    /// Reports every violation of WCAG 2.0, 2.1 and 2.2, levels A and AA, that the page shows now.
    package func checkAccessibility(_ state: String) async throws {
        if try await run("return typeof axe === 'undefined'", as: Bool.self) { try await run(Self.axe) }
        let script = """
            const result = await axe.run(document, {resultTypes: ['violations'],
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']});
            return result.violations.map(({id, help, nodes}) => ({id, help,
                nodes: nodes.map(({html, failureSummary}) => ({html, failureSummary}))}));
            """
        let violations = try await runAsync(script, as: [Violation].self)
        for violation in violations {
            let nodes = violation.nodes.prefix(4).map { "\($0.html.prefix(300))\n  \($0.failureSummary ?? "")" }
            Issue.record(
                "\(state): \(violation.id), \(violation.help), \(violation.nodes.count) times:\n\(nodes.joined(separator: "\n"))"
            )
        }
    }
}
