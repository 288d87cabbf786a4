import Foundation
import ImageSearch
import Testing

@testable import SearchCLI

/// Pictures in the terminal: what is written is what the protocols say.
@Suite struct PreviewTests {
    @Test(arguments: [
        (["TERM": "xterm-kitty"], PreviewProtocol.kitty), (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "3"], .kitty),
        (["TERM": "xterm-ghostty"], .kitty), (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], .iterm2),
        (["TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"], .iterm2), (["TERM": "foot"], .sixel),
        (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "3"], nil), (["TERM": "xterm-kitty", "TMUX": "/tmp/t"], nil),
        (["TERM": "screen", "TERM_PROGRAM": "iTerm.app"], nil), (["TERM": "xterm-256color"], nil), ([:], nil),
    ])
    func `a terminal is known by its environment`(environment: [String: String], expected: PreviewProtocol?) {
        #expect(PreviewProtocol(environment: environment) == expected)
    }

    @Test(arguments: [(1.0, 16, 8), (2, 32, 8), (0.5, 8, 8), (4, 40, 5), (100, 40, 1), (0.01, 1, 8)])
    func `a picture keeps its proportion as far as cells allow`(proportion: Double, columns: Int, rows: Int) {
        let cells = PreviewCells(proportion: proportion)
        #expect((cells.columns, cells.rows) == (columns, rows))
    }

    private func noise(_ width: Int, _ height: Int) -> Pixels {
        Pixels(width: width, height: height, rgb: (0..<width * height * 3).map { UInt8($0 * 7919 % 256) })
    }

    @Test func `kitty gets all pixels in chunks of 4096 letters`() throws {
        let pixels = noise(128, 128)
        let text = KittyPicture.text(pixels, PreviewCells(proportion: 2))
        let sequences = text.components(separatedBy: "\u{1b}\\").dropLast()
        #expect(sequences.count == 16)
        var letters = ""
        for (place, sequence) in sequences.enumerated() {
            let parts = try #require(sequence.wholeMatch(of: /\u{1b}_G([^;]*);(.*)/))
            let isLast = place == sequences.count - 1
            let head = place == 0 ? "a=T,q=2,f=24,s=128,v=128,c=32,r=8," : ""
            #expect(String(parts.1) == head + (isLast ? "m=0" : "m=1"))
            #expect(parts.2.count <= 4096 && (isLast || parts.2.count % 4 == 0))
            letters += parts.2
        }
        #expect(Data(base64Encoded: letters) == Data(pixels.rgb))
    }

    /// Written by Python's zlib and struct.
    @Test func `a PNG is what another program writes of the same pixels`() throws {
        let pixels = Pixels(width: 2, height: 1, rgb: [255, 0, 0, 0, 128, 255])
        let expected =
            "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd00000012494441"
            + "547801010700f8ff00ff00000080ff0800027fd5706eaa0000000049454e44ae426082"
        #expect(PNG.file(pixels).map { String(format: "%02x", $0) }.joined() == expected)
        let text = InlinePicture.text(noise(200, 200), PreviewCells(proportion: 1))
        #expect(text.hasPrefix("\u{1b}]1337;File=inline=1;size="))
        #expect(text.contains(";width=16;height=8;preserveAspectRatio=0:") && text.hasSuffix("\u{7}"))
    }

    @Test func `sixels bring every pixel back in nearly its colour`() throws {
        let pixels = noise(50, 20)
        let shown = try Sixels(SixelPicture.text(pixels))
        #expect((shown.width, shown.height) == (50, 20))
        for row in 0..<20 {
            for column in 0..<50 {
                let colour = try #require(shown.colours[row]?[column])
                for channel in 0..<3 {
                    let value = Int(pixels.rgb[3 * (row * 50 + column) + channel])
                    #expect(abs(colour[channel] * 255 / 100 - value) <= 52, "\(row) \(column)")
                }
            }
        }
    }

    @Test func `a picture is brought to its proportion`() {
        let wide = noise(8, 8).stretched(toProportion: 2)
        #expect((wide.width, wide.height) == (8, 4))
        #expect(Array(wide.rgb[24..<48]) == Array(noise(8, 8).rgb[48..<72]))
        let tall = noise(8, 8).stretched(toProportion: 0.25)
        #expect((tall.width, tall.height) == (2, 8))
    }
}

/// A terminal that understands sixels, as far as the test needs.
private struct Sixels {
    var width = 0
    var height = 0
    /// Hundredths of red, green and blue by row and column.
    var colours: [Int: [Int: [Int]]] = [:]

    init(_ text: String) throws {
        let parts = try #require(text.wholeMatch(of: /\u{1b}P0;1;0q"1;1;(\d+);(\d+)(.*)\u{1b}\\/))
        (width, height) = (Int(parts.1) ?? 0, Int(parts.2) ?? 0)
        var palette: [Int: [Int]] = [:]
        var (colour, column, top) = (0, 0, 0)
        for token in parts.3.matches(of: /#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([$-])|(.)/) {
            if let number = token.1.flatMap({ Int($0) }) {
                palette[number] = [token.2, token.3, token.4].map { $0.flatMap { Int($0) } ?? 0 }
            } else if let number = token.5.flatMap({ Int($0) }) {
                colour = number
            } else if let move = token.8 {
                column = 0
                if move == "-" { top += 6 }
            } else {
                let count = token.6.flatMap { Int($0) } ?? 1
                let letter = try #require((token.7 ?? token.9)?.unicodeScalars.first).value - 63
                for place in column..<column + count {
                    for row in 0..<6 where letter >> row & 1 == 1 {
                        colours[top + row, default: [:]][place] = palette[colour]
                    }
                }
                column += count
            }
        }
    }
}
