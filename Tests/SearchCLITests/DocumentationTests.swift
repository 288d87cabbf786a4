import ArgumentParser
import Foundation
import Testing

@testable import SearchCLI

/// The documents name every setting and command, with what the program itself says of it.
@Suite struct DocumentationTests {
    private func read(_ path: String) throws -> String {
        try String(contentsOf: project.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `every setting is in the table of docs/settings.md with its default and meaning`() throws {
        let text = try read("docs/settings.md")
        for setting in Setting.all {
            #expect(
                text.contains("| `\(setting.name)` | \(setting.defaultText) | \(setting.meaning) |"), "\(setting.name)")
        }
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == Setting.all.count, "docs/settings.md lists a setting that is not read")
    }

    @Test func `every setting is in .env.example, and nothing else`() throws {
        let lines = try read(".env.example").split(separator: "\n").map { $0.drop { $0 == "#" } }
        let names = lines.filter { $0.contains("=") && !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != "=" }) }
        #expect(Set(names) == Set(Setting.all.map(\.name)))
    }

    @Test func `every variable that the code reads is in the table`() throws {
        let code = try read("Sources/SearchCLI/Settings/Settings.swift")
        let quoted = code.matches(of: /(?:read\[|text\(|list\(|flag\(|[nN]umber\(|choice\(|address\()\s*"([A-Z0-9_]+)"/)
            .map {
                String($0.1)
            }
        // The fallback names are told of in the rows of those that they stand in for.
        let fallbacks = Set(Setting.otherNames)
        let known = fallbacks.union(Setting.all.map(\.name))
        #expect(quoted.count > 20)
        #expect(Set(quoted).isSubset(of: known), "\(Set(quoted).subtracting(known))")
    }

    @Test func `the help of every command is pasted in docs/command-line.md`() throws {
        let text = try read("docs/command-line.md")
        for command in [RootCommand.self as any ParsableCommand.Type] + RootCommand.configuration.subcommands {
            let help =
                command == RootCommand.self
                ? RootCommand.helpMessage(columns: 100)
                : RootCommand.helpMessage(for: command, columns: 100)
            #expect(text.contains(help), "run scripts/update-docs: docs/command-line.md lacks\n\(help)")
        }
    }

    @Test func `the README's first command comes by line 15`() throws {
        let lines = try read("README.md").split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.contains("make start") })
        #expect(first < 15)
    }
}
