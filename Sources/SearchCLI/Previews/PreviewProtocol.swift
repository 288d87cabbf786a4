import ArgumentParser
import Foundation

/// The ways in which terminals show pictures.
enum PreviewProtocol: String, CaseIterable, Sendable {
    /// Raw pixels within escape sequences: kitty, Ghostty.
    case kitty
    /// A file within an escape sequence: iTerm2, WezTerm, mintty.
    case iterm2
    /// Six rows of pixels to a letter: foot, mlterm, contour.
    case sixel

    /// The way of the terminal that an environment tells of; `nil` when it shows none, or is not known.
    ///
    /// A multiplexer inherits the variables of the terminal around it, and hands no pictures on.
    init?(environment: [String: String]) {
        let name = environment["TERM"] ?? ""
        let program = environment["LC_TERMINAL"] ?? environment["TERM_PROGRAM"] ?? ""
        func begins(_ names: String...) -> Bool { names.contains { name.hasPrefix($0) } }
        if begins("tmux", "screen") || environment["TMUX"] != nil { return nil }
        if environment["KITTY_WINDOW_ID"] != nil || begins("xterm-kitty", "xterm-ghostty") || program == "ghostty" {
            self = .kitty
        } else if ["iTerm.app", "iTerm2", "WezTerm", "mintty"].contains(program) {
            self = .iterm2
        } else if begins("foot", "mlterm", "contour", "yaft") {
            self = .sixel
        } else {
            return nil
        }
    }
}

/// What `--previews` may be.
enum PreviewChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, kitty, iterm2, sixel, none

    /// The way that is meant; `nil` for no previews.
    var choice: PreviewProtocol? {
        self == .auto
            ? PreviewProtocol(environment: ProcessInfo.processInfo.environment) : PreviewProtocol(rawValue: rawValue)
    }
}
