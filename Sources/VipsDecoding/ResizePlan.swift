import CPixels
import ImageSearch

/// Where every pixel of the model's square comes from, worked out before any pixel is decoded.
///
/// Sizes and offsets are those of torchvision and open_clip to the pixel, with Python's rounding to even.
struct ResizePlan: Sendable, Equatable {
    /// Columns and rows.
    struct Size: Sendable, Equatable {
        var width: Int
        var height: Int
        var transposed: Size { Size(width: height, height: width) }
    }

    let side: Int
    /// JPEG and WebP are loaded at 1/shrink of their size.
    let shrink: Int
    /// The middle part of the loaded picture that is used.
    let kept: Size
    /// The size after resampling, both in the picture's stored position.
    let resized: Size
    /// The part of the upright picture that stays, and where it lies.
    let crop: Size
    let cropLeft: Int
    let cropTop: Int
    let isBicubic: Bool
    let fill: UInt8

    /// Plans the way of a picture to a model's geometry.
    init(_ header: Header, format: ImageFormat, geometry: PixelGeometry) {
        let stored = Self.used(of: Size(width: header.width, height: header.height), geometry.resizeMode)
        let upright = Self.resized(header.isLyingDown ? stored.transposed : stored, to: geometry)
        side = geometry.side
        resized = header.isLyingDown ? upright.transposed : upright
        shrink = Self.shrink(format, from: stored, to: resized)
        let divisor = shrink
        kept = Size(width: (stored.width + divisor - 1) / divisor, height: (stored.height + divisor - 1) / divisor)
        crop = Size(width: min(side, upright.width), height: min(side, upright.height))
        cropLeft = Self.half(upright.width - crop.width)
        cropTop = Self.half(upright.height - crop.height)
        isBicubic = geometry.interpolation == .bicubic
        fill = geometry.fill
    }

    /// A picture longer than this times its width is cut to it around its middle before it is resized.
    ///
    /// The centre crop would drop the rest anyway, and one column of 5,000 pixels would become 250 million.
    private static let maxAspect = 16

    private static func used(of stored: Size, _ mode: PixelGeometry.ResizeMode) -> Size {
        guard mode == .shortest else { return stored }
        let longest = maxAspect * min(stored.width, stored.height)
        return Size(width: min(stored.width, longest), height: min(stored.height, longest))
    }

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

    /// The largest shrink that leaves at least twice the pixels that are wanted, along both sides.
    private static func shrink(_ format: ImageFormat, from: Size, to: Size) -> Int {
        guard format == .jpeg || format == .webp else { return 1 }
        return [8, 4, 2].first { from.width >= 2 * $0 * to.width && from.height >= 2 * $0 * to.height } ?? 1
    }

    private static func half(_ length: Int) -> Int { Int((Double(length) / 2).rounded(.toNearestOrEven)) }
}

extension ResizePlan {
    /// The plan as the C functions take it.
    var forC: pixels_plan {
        pixels_plan(
            shrink: Int32(shrink), kept_width: Int32(kept.width), kept_height: Int32(kept.height),
            resized_width: Int32(resized.width), resized_height: Int32(resized.height), is_bicubic: isBicubic,
            crop_left: Int32(cropLeft), crop_top: Int32(cropTop), crop_width: Int32(crop.width),
            crop_height: Int32(crop.height), canvas_left: Int32((side - crop.width) / 2),
            canvas_top: Int32((side - crop.height) / 2), canvas_width: Int32(side), canvas_height: Int32(side),
            fill: fill)
    }
}
