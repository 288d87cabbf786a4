import CPixels
import ImageSearch

/// Where every pixel of the model's square, or of a thumbnail, comes from, worked out before any pixel is decoded.
///
/// Sizes and offsets are those of torchvision and open_clip to the pixel, with Python's rounding to even.
struct ResizePlan: Sendable, Equatable {
    /// The size of what is made.
    let canvas: Size
    /// By how much JPEG and WebP are shrunk while they are loaded.
    let shrink: Int
    /// What is resampled of the upright picture: all of it, or a part.
    let part: Box
    /// The part's size after resampling, upright.
    let resized: Size
    /// What stays of it.
    let crop: Box

    private let header: Header
    private let isBicubic: Bool
    private let fill: UInt8

    /// Plans the way of a picture, or a part of one, to a model's geometry.
    init(_ header: Header, format: ImageFormat, part: PicturePart? = nil, geometry: PixelGeometry) {
        let side = geometry.side
        let part = part.map { Box($0, of: header.upright) } ?? Box(size: header.upright)
        resized = Self.resized(part.size, to: geometry)
        let size = Size(width: min(side, resized.width), height: min(side, resized.height))
        crop = Box(
            left: Self.half(resized.width - size.width), top: Self.half(resized.height - size.height), size: size)
        canvas = Size(width: side, height: side)
        shrink = Self.shrink(format, header.upright, part.size, to: resized)
        isBicubic = geometry.interpolation == .bicubic
        fill = geometry.fill
        self.part = part
        self.header = header
    }

    /// Plans the way of a picture to a thumbnail, which is never larger than the picture.
    init(_ header: Header, format: ImageFormat, longestSide: Int) {
        let size = header.upright
        let ratio = max(1, Double(max(size.width, size.height)) / Double(longestSide))
        let scaled = { (length: Int) in max(1, Int((Double(length) / ratio).rounded())) }
        part = Box(size: size)
        resized = Size(width: scaled(size.width), height: scaled(size.height))
        crop = Box(size: resized)
        canvas = resized
        shrink = Self.shrink(format, size, size, to: resized)
        isBicubic = true
        fill = 0
        self.header = header
    }

    /// How the stored picture has to be turned.
    var orientation: Int { header.orientation }

    private static func resized(_ size: Size, to geometry: PixelGeometry) -> Size {
        let side = geometry.side
        switch geometry.resizeMode {
        case .squash:
            return Size(width: side, height: side)
        case .shortest:
            let shortest = min(size.width, size.height)
            return Size(width: side * size.width / shortest, height: side * size.height / shortest)
        case .longest:
            let ratio = Double(max(size.width, size.height)) / Double(side)
            let scaled = { (length: Int) in max(1, Int((Double(length) / ratio).rounded(.toNearestOrEven))) }
            return Size(width: scaled(size.width), height: scaled(size.height))
        }
    }

    /// The largest shrink after which the result still is Pillow's, to a few levels, along both sides.
    private static func shrink(_ format: ImageFormat, _ whole: Size, _ part: Size, to: Size) -> Int {
        let fits = { (shrink: Int) in
            canShrink(format, by: shrink, whole.width, part.width, to: to.width)
                && canShrink(format, by: shrink, whole.height, part.height, to: to.height)
        }
        return [8, 4, 2].first(where: fits) ?? 1
    }

    /// JPEG needs twice the pixels that are wanted, WebP, which shrinks more coarsely, six times as many.
    ///
    /// JPEG's loader drops what is less than a pixel at the far edge: it may be a fifth of a wanted pixel at most.
    private static func canShrink(_ format: ImageFormat, by shrink: Int, _ whole: Int, _ part: Int, to: Int) -> Bool {
        switch format {
        case .jpeg: part >= 2 * shrink * to && whole % shrink * to * 5 <= part
        case .webp: part >= 6 * shrink * to
        case .png, .gif, .heic, .avif: false
        }
    }

    private static func half(_ length: Int) -> Int { Int((Double(length) / 2).rounded(.toNearestOrEven)) }
}

/// Columns and rows.
package struct Size: Sendable, Equatable {
    package var width: Int
    package var height: Int
    var transposed: Size { Size(width: height, height: width) }
}

/// A rectangle of whole pixels.
struct Box: Sendable, Equatable {
    var left = 0
    var top = 0
    var size: Size

    init(left: Int = 0, top: Int = 0, size: Size) {
        self.left = left
        self.top = top
        self.size = size
    }

    /// The part of a picture of a size, its edges rounded to whole pixels; a pixel at least.
    init(_ part: PicturePart, of whole: Size) {
        let columns = Self.pixels(part.left, part.width, of: whole.width)
        let rows = Self.pixels(part.top, part.height, of: whole.height)
        left = columns.lowerBound
        top = rows.lowerBound
        size = Size(width: columns.count, height: rows.count)
    }

    private static func pixels(_ start: Double, _ length: Double, of count: Int) -> Range<Int> {
        let edge = { (place: Double) in Int((place * Double(count)).rounded()) }
        let first = min(edge(start), count - 1)
        return first..<max(first + 1, min(edge(start + length), count))
    }

    /// Where it lies in a picture of a size as that is stored, given where it lies upright.
    func stored(in whole: Size, orientation: Int) -> Box {
        let right = whole.width - size.width - left
        let bottom = whole.height - size.height - top
        return switch orientation {
        case 2: Box(left: right, top: top, size: size)
        case 3: Box(left: right, top: bottom, size: size)
        case 4: Box(left: left, top: bottom, size: size)
        case 5: Box(left: top, top: left, size: size.transposed)
        case 6: Box(left: top, top: right, size: size.transposed)
        case 7: Box(left: bottom, top: right, size: size.transposed)
        case 8: Box(left: bottom, top: left, size: size.transposed)
        default: self
        }
    }
}

extension ResizePlan {
    /// The plan as the C functions take it, for the picture as it is stored.
    var forC: pixels_plan {
        let orientation = header.orientation
        let source = part.stored(in: header.upright, orientation: orientation)
        let wanted = crop.stored(in: resized, orientation: orientation)
        let size = header.isLyingDown ? resized.transposed : resized
        return pixels_plan(
            stored_width: Int32(header.width), stored_height: Int32(header.height), shrink: Int32(shrink),
            part_left: Int32(source.left), part_top: Int32(source.top), part_width: Int32(source.size.width),
            part_height: Int32(source.size.height), resized_width: Double(size.width),
            resized_height: Double(size.height), is_bicubic: isBicubic, crop_left: Double(wanted.left),
            crop_top: Double(wanted.top), crop_width: Int32(wanted.size.width), crop_height: Int32(wanted.size.height),
            canvas_left: Int32((canvas.width - crop.size.width) / 2),
            canvas_top: Int32((canvas.height - crop.size.height) / 2), canvas_width: Int32(canvas.width),
            canvas_height: Int32(canvas.height), fill: fill)
    }
}
