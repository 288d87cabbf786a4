import CPixels
import ImageSearch

/// Where every pixel of the model's square comes from, worked out before any pixel is decoded.
///
/// Sizes and offsets are those of torchvision and open_clip to the pixel, with Python's rounding to even.
struct ResizePlan: Sendable, Equatable {
    /// The side of the square.
    let side: Int
    /// By how much JPEG and WebP are shrunk while they are loaded.
    let shrink: Int
    /// The whole picture's size after resampling, upright.
    let resized: Size
    /// The part of it that stays.
    let crop: Size
    let cropLeft: Int
    let cropTop: Int

    private let header: Header
    private let geometry: PixelGeometry

    /// Plans the way of a picture to a model's geometry.
    init(_ header: Header, format: ImageFormat, geometry: PixelGeometry) {
        self.header = header
        self.geometry = geometry
        // No header that libvips accepts says less; nothing here may divide by 0 should one do so all the same.
        let stored = Size(width: max(1, header.width), height: max(1, header.height))
        let upright = header.isLyingDown ? stored.transposed : stored
        side = geometry.side
        resized = Self.resized(upright, to: geometry)
        shrink = Self.shrink(format, from: upright, to: resized)
        crop = Size(width: min(side, resized.width), height: min(side, resized.height))
        cropLeft = Self.half(resized.width - crop.width)
        cropTop = Self.half(resized.height - crop.height)
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

    /// The largest shrink after which the result still is Pillow's, to a few levels, along both sides.
    private static func shrink(_ format: ImageFormat, from: Size, to: Size) -> Int {
        let fits = { (shrink: Int) in
            canShrink(format, by: shrink, from: from.width, to: to.width)
                && canShrink(format, by: shrink, from: from.height, to: to.height)
        }
        return [8, 4, 2].first(where: fits) ?? 1
    }

    /// JPEG needs twice the pixels that are wanted, WebP, which shrinks more coarsely, six times as many.
    ///
    /// JPEG's loader drops what is less than a pixel at the far edge: it may be a fifth of a wanted pixel at most.
    private static func canShrink(_ format: ImageFormat, by shrink: Int, from: Int, to: Int) -> Bool {
        switch format {
        case .jpeg: from >= 2 * shrink * to && from % shrink * to * 5 <= from
        case .webp: from >= 6 * shrink * to
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

extension ResizePlan {
    /// The plan as the C functions take it, with the crop in the picture as it is stored.
    var forC: pixels_plan {
        let stored = header.isLyingDown ? resized.transposed : resized
        let part = header.isLyingDown ? crop.transposed : crop
        let (left, top) = storedOffset
        return pixels_plan(
            stored_width: Int32(header.width), stored_height: Int32(header.height), shrink: Int32(shrink),
            resized_width: Double(stored.width), resized_height: Double(stored.height),
            is_bicubic: geometry.interpolation == .bicubic, crop_left: Double(left), crop_top: Double(top),
            crop_width: Int32(part.width), crop_height: Int32(part.height),
            canvas_left: Int32((side - crop.width) / 2), canvas_top: Int32((side - crop.height) / 2),
            canvas_width: Int32(side), canvas_height: Int32(side), fill: geometry.fill)
    }

    /// Which edges of the upright picture are the left and the top edge of the stored one, by orientation.
    private var storedOffset: (left: Int, top: Int) {
        let right = resized.width - crop.width - cropLeft
        let bottom = resized.height - crop.height - cropTop
        return switch header.orientation {
        case 2: (right, cropTop)
        case 3: (right, bottom)
        case 4: (cropLeft, bottom)
        case 5: (cropTop, cropLeft)
        case 6: (cropTop, right)
        case 7: (bottom, right)
        case 8: (bottom, cropLeft)
        default: (cropLeft, cropTop)
        }
    }
}
