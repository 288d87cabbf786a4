package import Foundation
import ProgramTesting

/// A key without a character, by its number in WebDriver's table.
package struct Key: Sendable, ExpressibleByStringLiteral {
    let value: String

    /// The key of a character.
    package init(stringLiteral value: String) { self.value = value }

    package static let enter: Key = "\u{E007}"
    package static let escape: Key = "\u{E00C}"
    package static let tab: Key = "\u{E004}"
    package static let backspace: Key = "\u{E003}"
    package static let delete: Key = "\u{E017}"
    package static let space: Key = " "
    package static let left: Key = "\u{E012}"
    package static let up: Key = "\u{E013}"
    package static let right: Key = "\u{E014}"
    package static let down: Key = "\u{E015}"
    package static let home: Key = "\u{E011}"
    package static let end: Key = "\u{E010}"
    package static let pageUp: Key = "\u{E00E}"
    package static let pageDown: Key = "\u{E00F}"
    package static let shift: Key = "\u{E008}"
    package static let control: Key = "\u{E009}"
    package static let alt: Key = "\u{E00A}"
    package static let meta: Key = "\u{E03D}"
}

/// A place in the window, in CSS pixels from its upper left corner.
package struct Point: Sendable, Decodable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

extension Page {
    /// Presses keys together, each held while the next is pressed.
    package func press(_ keys: Key...) async throws {
        let down = keys.map { action("keyDown", $0.value) }
        let up = keys.reversed().map { action("keyUp", $0.value) }
        try await perform(["type": "key", "id": "keyboard", "actions": .array(down + up)])
    }

    /// Presses the keys of a text, one after another, wherever the focus is.
    package func type(_ text: String) async throws {
        let actions = text.flatMap { [action("keyDown", String($0)), action("keyUp", String($0))] }
        try await perform(["type": "key", "id": "keyboard", "actions": .array(actions)])
    }

    /// Clicks the first of these elements that can be seen, once one can.
    ///
    /// - Throws: an error when something else lies over its middle.
    package func click(_ selector: String) async throws {
        try await waits(for: selector)
        // What is rendered anew between the two is another element.
        try await eventually("\(selector) is clicked", within: .seconds(30)) {
            do {
                try await session.post("element/\(element(selector, isSeen: true))/click")
                return true
            } catch let error as WebDriverError where error.code == "stale element reference" {
                return false
            }
        }
    }

    /// Clicks the element of this text among those of a selector.
    package func click(_ selector: String, named text: String) async throws {
        let mark = "data-named-by-test"
        try await waits(
            until: "there is '\(text)'",
            """
            const element = [...document.querySelectorAll(arguments[0])].find(e => e.textContent.trim() === arguments[1])
            document.querySelectorAll(`[${arguments[2]}]`).forEach(e => e.removeAttribute(arguments[2]))
            element?.setAttribute(arguments[2], '')
            return element
            """, JSON(selector), JSON(text), JSON(mark))
        try await click("[\(mark)]")
    }

    /// Chooses a value of a list, as its menu would.
    package func select(_ value: String, in selector: String) async throws {
        // An option of a closed list cannot be seen, and yet be chosen.
        let option = try await element("\(selector) option[value='\(value)']")
        try await session.post("element/\(option)/click")
    }

    /// Chooses files in a field for files.
    package func choose(_ files: [URL], in selector: String) async throws {
        try await session.post(
            "element/\(element(selector))/value", ["text": JSON(files.map(\.path).joined(separator: "\n"))])
    }

    /// The middle of an element, as the window shows it now.
    package func middle(of selector: String) async throws -> Point {
        let script = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect()
            return {x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2)}
            """
        return try await run(script, JSON(selector), as: Point.self)
    }

    /// Moves the pointer, pressed down at one place, to another; `pointer` is `mouse`, `touch` or `pen`.
    package func drag(from start: Point, to end: Point, pointer: String = "mouse") async throws {
        let half = Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
        try await perform(
            pointer: pointer,
            [
                move(to: start), ["type": "pointerDown", "button": 0], move(to: half), move(to: end),
                ["type": "pointerUp", "button": 0],
            ])
    }

    /// Presses down at a place until a condition is met.
    package func hold(at place: Point, pointer: String, until condition: () async throws -> Void) async throws {
        try await perform(pointer: pointer, [move(to: place), ["type": "pointerDown", "button": 0]])
        do { try await condition() } catch {
            try? await release()
            throw error
        }
        try await perform(pointer: pointer, [["type": "pointerUp", "button": 0]])
    }

    /// Lets all keys and pointers go.
    func release() async throws { let _: JSON = try await session.send(.DELETE, "actions") }

    /// Moves the mouse to a place.
    package func hover(at place: Point) async throws { try await perform(pointer: "mouse", [move(to: place)]) }

    /// Turns the wheel over a place, by so many pixels downward.
    package func wheel(at place: Point, by pixels: Double) async throws {
        let scroll: JSON = [
            "type": "scroll", "x": JSON(place.x), "y": JSON(place.y), "deltaX": 0, "deltaY": JSON(pixels),
            "duration": 0,
        ]
        try await perform(["type": "wheel", "id": "wheel", "actions": [scroll]])
    }

    /// Drags files of this machine over a place, as from the file manager.
    package func drag(_ files: [URL], over place: Point) async throws {
        for type in ["dragEnter", "dragOver"] { try await dispatch(type, files, at: place) }
    }

    /// Drags files of this machine to a place and drops them there.
    package func drop(_ files: [URL], at place: Point) async throws {
        try await drag(files, over: place)
        try await dispatch("drop", files, at: place)
    }

    private func dispatch(_ type: String, _ files: [URL], at place: Point) async throws {
        let data: JSON = ["items": [], "files": JSON(files.map(\.path)), "dragOperationsMask": 1]
        try await devTools(
            "Input.dispatchDragEvent", ["type": JSON(type), "x": JSON(place.x), "y": JSON(place.y), "data": data])
    }

    private func move(to place: Point) -> JSON {
        ["type": "pointerMove", "duration": 0, "x": JSON(place.x), "y": JSON(place.y), "origin": "viewport"]
    }

    private func action(_ type: String, _ value: String) -> JSON { ["type": JSON(type), "value": JSON(value)] }

    private func perform(pointer: String, _ actions: [JSON]) async throws {
        try await perform([
            "type": "pointer", "id": JSON(pointer), "parameters": ["pointerType": JSON(pointer)],
            "actions": .array(actions),
        ])
    }

    private func perform(_ source: JSON) async throws { try await session.post("actions", ["actions": [source]]) }

    private func element(_ selector: String, isSeen: Bool = false) async throws -> String {
        let script = """
            return [...document.querySelectorAll(arguments[0])].find(element => !arguments[1]
                || element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
            """
        let found: JSON = try await run(script, JSON(selector), .bool(isSeen))
        guard let identifier = found["element-6066-11e4-a52e-4f735466cecf"]?.text else {
            throw Unexpected("\(selector) is no element: \(found)")
        }
        return identifier
    }
}
