import Foundation
import ImageSearch

/// A picture in kitty's terminal graphics protocol: raw pixels in chunks of at most 4096 letters.
///
/// https://sw.kovidgoyal.net/kitty/graphics-protocol/
enum KittyPicture {
    private static let chunk = 4096

    /// The escape sequences that show a picture in so many cells at the cursor; the terminal answers nothing to them.
    static func text(_ pixels: Pixels, _ cells: PreviewCells) -> String {
        let letters = Array(Data(pixels.rgb).base64EncodedString().utf8)
        let chunks = stride(from: 0, to: letters.count, by: chunk).map { letters[$0..<min($0 + chunk, letters.count)] }
        let head = "a=T,q=2,f=24,s=\(pixels.width),v=\(pixels.height),c=\(cells.columns),r=\(cells.rows),"
        return chunks.enumerated().map { place, letters in
            let isLast = place == chunks.count - 1
            return
                "\u{1b}_G\(place == 0 ? head : "")m=\(isLast ? 0 : 1);\(String(decoding: letters, as: UTF8.self))\u{1b}\\"
        }.joined()
    }
}
