import Foundation
import ProgramTesting

/// docs/tutorial.md, as steps.
struct Tutorial {
    enum Step: Equatable {
        /// A line for a terminal.
        case shell(String)
        case open
        case press(key: String)
        case pressButton(String)
        case type(String)
        case bring(file: String)
        case openFirstPicture
        case see(String)
    }

    let steps: [Step]

    /// Reads the document.
    ///
    /// - Throws: when a line with a bullet is nothing that can be done.
    init() throws {
        let file = RunningProgram.project.appendingPathComponent("docs/tutorial.md")
        var steps: [Step] = []
        var isShell = false
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("```") {
                isShell = line == "```sh"
            } else if isShell {
                steps.append(.shell(String(line)))
            } else if line.hasPrefix("- ") {
                steps.append(try Self.step(String(line.dropFirst(2))))
            }
        }
        self.steps = steps
    }

    private static func step(_ line: String) throws -> Step {
        if line == "Open the first picture." { return .openFirstPicture }
        if line == "Open `http://localhost:8000/`." { return .open }
        if let match = line.wholeMatch(of: /Press `(.+)`\./) { return .press(key: String(match.1)) }
        if let match = line.wholeMatch(of: /Press \*\*(.+)\*\*\./) { return .pressButton(String(match.1)) }
        if let match = line.wholeMatch(of: /Type `(.+)`\./) { return .type(String(match.1)) }
        if let match = line.wholeMatch(of: /Bring `(.+)`\./) { return .bring(file: String(match.1)) }
        if let match = line.wholeMatch(of: /You see \*\*(.+)\*\*\./) { return .see(String(match.1)) }
        throw Unexpected("the tutorial says what no test can do: \(line)")
    }
}
