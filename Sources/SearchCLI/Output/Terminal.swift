import Foundation
import Platform

/// The terminal that results are shown on.
enum Terminal {
    /// Whether a person is looking at the results: no pipe, no file.
    static let isResultShown = isatty(STDOUT_FILENO) == 1

    /// How many columns it has.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

extension String {
    /// How many columns of a terminal the text takes.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text without its beginning where it is longer than so many columns: the end of a path says most.
    func endFitting(_ limit: Int) -> String {
        guard columns > limit else { return self }
        var (end, width) = (Substring(), 1)
        for index in indices.reversed() {
            width += self[index].columns
            guard width <= limit else { break }
            end = self[index...]
        }
        return "…" + end
    }
}

extension Character {
    /// Wide letters and emoji take two columns, marks that stand on others none (Unicode Standard Annex 11).
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if first.properties.isEmojiPresentation || unicodeScalars.contains("\u{fe0f}") { return 2 }
        return Self.wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// Hangul, CJK, Kana, fullwidth forms, and the planes of ideographs.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd,
    ]
}
