import ImageSearch

/// A picture in sixels (DEC STD 070): for each colour letters that say which of six rows have it, column by column.
enum SixelPicture {
    /// Steps of each of red, green and blue: 216 colours, which all terminals have registers for.
    private static let steps = 6
    /// Thresholds of ordered dithering, in sixteenths of a step.
    private static let thresholds: [Int] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

    /// The escape sequence that shows a picture at the cursor, a pixel for a pixel.
    static func text(_ pixels: Pixels) -> String {
        let colours = (0..<pixels.width * pixels.height).map { colour(of: $0, in: pixels) }
        var text = "\u{1b}P0;1;0q\"1;1;\(pixels.width);\(pixels.height)"
        for colour in Set(colours).sorted() { text += palette(colour) }
        for top in stride(from: 0, to: pixels.height, by: 6) {
            let rows = top..<min(top + 6, pixels.height)
            text += band(rows.map { colours[$0 * pixels.width..<($0 + 1) * pixels.width] }) + "-"
        }
        return text + "\u{1b}\\"
    }

    private static func colour(of place: Int, in pixels: Pixels) -> Int {
        let (row, column) = place.quotientAndRemainder(dividingBy: pixels.width)
        let threshold = thresholds[row % 4 * 4 + column % 4]
        return (0..<3).reduce(0) { colour, channel in
            let scaled = Int(pixels.rgb[3 * place + channel]) * (steps - 1) * 16 / 255
            return colour * steps + min((scaled + threshold) / 16, steps - 1)
        }
    }

    /// The definition of a colour, in hundredths.
    private static func palette(_ colour: Int) -> String {
        let parts = [colour / (steps * steps), colour / steps % steps, colour % steps].map { $0 * 100 / (steps - 1) }
        return "#\(colour);2;\(parts[0]);\(parts[1]);\(parts[2])"
    }

    /// Up to six rows, one colour after another from the left.
    private static func band(_ rows: [ArraySlice<Int>]) -> String {
        let used = Set(rows.joined()).sorted()
        return used.map { colour in
            let letters = (0..<(rows.first?.count ?? 0)).map { column in
                rows.enumerated().reduce(UInt8(63)) { letter, row in
                    row.element[row.element.startIndex + column] == colour ? letter + 1 << row.offset : letter
                }
            }
            return "#\(colour)" + repeated(letters)
        }.joined(separator: "$")
    }

    /// Letters, with runs of four and more written as their number.
    private static func repeated(_ letters: [UInt8]) -> String {
        var text = ""
        var start = 0
        while start < letters.count {
            let run = letters[start...].prefix { $0 == letters[start] }
            let letter = String(UnicodeScalar(letters[start]))
            text += run.count < 4 ? String(repeating: letter, count: run.count) : "!\(run.count)\(letter)"
            start = run.endIndex
        }
        return text
    }
}
