import ImageSearch

extension Bomb {
    private static func screen(_ width: Int, _ height: Int) -> [UInt8] {
        var screen = Array("GIF89a".utf8)
        screen += [UInt8].little(width, 2)
        screen += [UInt8].little(height, 2)
        screen += [0x80, 0, 0]
        return screen + [0, 0, 0, 255, 255, 255]
    }

    /// Four pixels of two colours.
    private static func frame(_ width: Int = 2, _ height: Int = 2, left: Int = 0, top: Int = 0) -> [UInt8] {
        var frame: [UInt8] = [0x2C]
        for number in [left, top, width, height] { frame += [UInt8].little(number, 2) }
        return frame + [0, 2, 3, 0x44, 0x02, 0x05, 0]
    }

    static let gifs: [Bomb] = [
        .refused("GIF of 65535 x 65535", .tooManyPixels) { screen(65535, 65535) + frame() + [0x3B] },
        .refused("GIF of 16000 x 16000", .tooManyPixels) { screen(16000, 16000) + frame() + [0x3B] },
        .refused("GIF whose frame is larger than its screen", .tooManyPixels) {
            screen(2, 2) + frame(65535, 65535) + [0x3B]
        },
        .refused("GIF whose frame lies far off", .tooManyPixels) {
            screen(2, 2) + frame(2, 2, left: 65535, top: 65535) + [0x3B]
        },
        .good("GIF of 9999 x 9999 with the data of four pixels") { screen(2, 2) + frame(9999, 9999) + [0x3B] },
        .good("GIF whose second frame is larger than its screen") {
            screen(2, 2) + frame() + frame(65535, 65535) + [0x3B]
        },
        .good("GIF of 200,000 frames") {
            screen(2, 2) + Array(repeatElement(frame(), count: 200_000).joined()) + [0x3B]
        },
        .good("GIF with a million comments behind its frame") {
            screen(2, 2) + frame() + Array(repeatElement([0x21, 0xFE, 1, 65, 0] as [UInt8], count: 1_000_000).joined())
        },
        .good("GIF with a hundred thousand comments before its frame") {
            screen(2, 2) + Array(repeatElement([0x21, 0xFE, 1, 65, 0] as [UInt8], count: 100_000).joined()) + frame()
        },
        .refused("GIF without a frame", .damaged) { screen(2, 2) + [0x3B] },
        .refused("GIF of nothing", .damaged) { Array("GIF89a".utf8) },
        .refused("GIF of zeros", .damaged) { screen(2, 2) + [UInt8](repeating: 0, count: 1 << 20) },
        .refused("GIF of comments without end", .damaged) {
            screen(2, 2) + [0x21, 0xFE] + Array(repeatElement([1, 65] as [UInt8], count: 1 << 20).joined())
        },
        .refused("GIF of codes that do not exist", .damaged) {
            screen(100, 100) + Array(frame(100, 100).prefix(10)) + [12, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0x3B]
        },
    ]
}
