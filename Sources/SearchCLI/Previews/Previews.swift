import ImageSearch
import Scheduling
import VipsDecoding

/// Makes small pictures for a terminal.
///
/// What reaches the terminal are pixels that a worker process has decoded, never a file of the user's: a hostile one meets no
/// decoder but that.
struct Previews: Sendable {
    /// So many of the first matches are shown.
    static let limit = 10
    /// Pixels along each side; the terminal brings them to the right proportion.
    private static let side = 128

    private let style: PreviewProtocol
    private let answerer: any QueryAnswerer
    private let decoder: WorkerImageDecoder

    /// Takes the way in which the terminal shows them, and where the files come from.
    init(_ style: PreviewProtocol, settings: Settings, answerer: any QueryAnswerer) {
        self.style = style
        self.answerer = answerer
        decoder = WorkerImageDecoder(limits: settings.decoderLimits, concurrency: 1)
    }

    /// A picture as escape sequences; `nil` when its file cannot be read or shown now.
    func picture(of hit: Hit) async -> String? {
        guard let bytes = try? await answerer.original(of: hit.id),
            let decoded = try? await decoder.decode(
                bytes, to: PixelGeometry(side: Self.side, resizeMode: .squash, interpolation: .bilinear))
        else { return nil }
        let cells = PreviewCells(proportion: hit.proportion ?? 1)
        switch style {
        case .kitty: return KittyPicture.text(decoded.pixels, cells)
        case .iterm2: return InlinePicture.text(decoded.pixels, cells)
        case .sixel: return SixelPicture.text(decoded.pixels.stretched(toProportion: hit.proportion ?? 1))
        }
    }
}

/// How many cells of a terminal a picture takes: about twice as many columns as rows look square.
struct PreviewCells: Equatable {
    let columns: Int
    let rows: Int

    private static let mostRows = 8
    private static let mostColumns = 40

    /// Takes the width divided by the height.
    init(proportion: Double) {
        let wanted = Double(2 * Self.mostRows) * proportion
        let columns = min(max(wanted, 1), Double(Self.mostColumns))
        self.columns = Int(columns.rounded())
        rows = min(max(Int((columns / 2 / proportion).rounded()), 1), Self.mostRows)
    }
}

extension Pixels {
    /// The same picture with its longer side as it is, and the other one as the proportion asks: the nearest pixels are taken.
    func stretched(toProportion proportion: Double) -> Pixels {
        let columns = max(1, Int((Double(width) * min(1, proportion)).rounded()))
        let rows = max(1, Int((Double(height) * min(1, 1 / proportion)).rounded()))
        var values: [UInt8] = []
        values.reserveCapacity(columns * rows * 3)
        for row in 0..<rows {
            for column in 0..<columns {
                let start = 3 * (row * height / rows * width + column * width / columns)
                values += rgb[start..<start + 3]
            }
        }
        return Pixels(width: columns, height: rows, rgb: values)
    }
}
