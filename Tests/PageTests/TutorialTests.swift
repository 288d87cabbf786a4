import BrowserTesting
import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// Does what docs/tutorial.md says, in a browser, before programs that are started as it says.
extension InBrowser {
    @Suite(.ends(within: .seconds(300))) struct TutorialTests {
        @Test(arguments: ["mouse", "keys"]) func `the tutorial works as it stands`(means: String) async throws {
            let steps = try Tutorial().steps
            #expect(steps.count > 30)
            let workspace = try Workspace()
            try await Browser.shared().page { page in
                var walk = Walk(page: page, workspace: workspace, hasMouse: means == "mouse")
                for step in steps {
                    do { try await walk.take(step) } catch { throw Unexpected("\(step): \(error)") }
                }
                try await walk.stop()
                // The program is gone; nobody listens for the page any more.
                try await page.open("about:blank")
            }
        }

        private struct Walk {
            let page: Page
            let workspace: Workspace
            let hasMouse: Bool
            var program: RunningProgram?

            init(page: Page, workspace: Workspace, hasMouse: Bool) {
                self.page = page
                self.workspace = workspace
                self.hasMouse = hasMouse
            }

            mutating func take(_ step: Tutorial.Step) async throws {
                switch step {
                case .shell(let line): try await shell(line)
                case .open:
                    guard let program else { throw Unexpected("nothing was started") }
                    try await program.hasIndexed()
                    try await knowsHowLikely(program)
                    try await page.openSearch(nil, at: "http://127.0.0.1:\(program.port())/")
                case .press(let key):
                    let keys: [String: Key] = ["Esc": .escape, "Enter": .enter]
                    try await page.press(keys[key] ?? Key(stringLiteral: key))
                case .pressButton(let name): try await press(name)
                case .type(let text): try await page.afterAnswer { try await page.type(text) }
                case .bring(let file): try await bring(RunningProgram.project.appendingPathComponent(file))
                case .openFirstPicture: try await openFirstPicture()
                case .see(let text): try await see(text)
                }
            }

            func stop() async throws {
                guard let program else { return }
                program.signal(SIGINT)
                #expect(try await program.exitCode() == 0)
            }

            /// `make start` is the program, with the settings that stand before it; all else is the shell's.
            private mutating func shell(_ line: String) async throws {
                guard line.hasSuffix("make start") else {
                    let process = try await SpawnedProcess(
                        "/bin/sh", ["-c", line], environment: workspace.settings, folder: RunningProgram.project.path,
                        output: workspace.folder.appendingPathComponent("shell.out").path,
                        errors: workspace.folder.appendingPathComponent("shell.err").path)
                    try await eventually("'\(line)' is done") { !process.isRunning }
                    #expect(process.exitCode == 0)
                    return
                }
                try await page.open("about:blank")
                try await stop()
                var settings: [String: String] = [:]
                for assignment in line.split(separator: " ").dropLast(2) {
                    let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
                    settings[parts[0]] = parts[1].replacing("~", with: workspace.folder.path)
                }
                program = try await RunningProgram(["serve"], in: workspace, settings: settings)
            }

            /// Presses a button: with the mouse, or with Tab and Enter.
            private func press(_ name: String) async throws {
                guard !hasMouse else { return try await page.click("[aria-label='\(name)']") }
                for _ in 0..<200 {
                    if try await page.run("return document.activeElement.getAttribute('aria-label')", as: String?.self)
                        == name
                    {
                        return try await page.press(.enter)
                    }
                    try await page.press(.shift, .tab)
                }
                throw Unexpected("no stop of Tab is called '\(name)'")
            }

            private func bring(_ file: URL) async throws {
                try await page.afterAnswer {
                    if hasMouse {
                        try await page.drop([file], at: Point(x: 500, y: 500))
                    } else {
                        try await press("Search with a picture")
                        try await page.waits(for: "#choose-picture")
                        // What the system's own window for files gives.
                        try await page.choose([file], in: "#choose-picture input")
                    }
                }
            }

            private func openFirstPicture() async throws {
                if hasMouse {
                    try await page.click(".tile-link")
                } else {
                    for _ in 0..<40 where try await page.focusedPicture == nil { try await page.press(.tab) }
                    try await page.press(.enter)
                }
                try await page.waits(for: ".viewer-picture")
            }

            private func see(_ text: String) async throws {
                try await page.waits(
                    until: "'\(text)' is seen",
                    // "1 picture" is no part of "71 pictures".
                    "return ` ${document.body.innerText.replace(/\\s+/g, ' ')}`.includes(` ${arguments[0]}`)",
                    JSON(text))
                let name = text.filter { $0.isLetter || $0.isNumber || $0 == " " }
                try await page.screenshot("tutorial/\(name)")
            }
        }
    }
}
