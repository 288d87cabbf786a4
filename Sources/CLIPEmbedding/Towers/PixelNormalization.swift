import ImageSearch
import ModelPackages

/// Brings 8-bit pixels, colour beside colour, to the planes of floats that an image tower takes, in one pass.
struct PixelNormalization: Sendable {
    /// Of each channel the float for each of the 256 levels, one channel after another.
    private let table: [Float]

    init(_ config: PreprocessConfig) {
        table = (0..<3).flatMap { channel in
            (0..<256).map { (Float($0) / 255 - config.mean[channel]) / config.deviation[channel] }
        }
    }

    /// Writes a picture to `planes`, which hold as many values as the picture.
    func write(_ pixels: Pixels, to planes: UnsafeMutableBufferPointer<Float>) {
        let count = pixels.width * pixels.height
        precondition(planes.count == 3 * count, "expected \(3 * count) floats, not \(planes.count)")
        pixels.rgb.withUnsafeBufferPointer { rgb in
            table.withUnsafeBufferPointer { table in
                for index in 0..<count {
                    planes[index] = table[Int(rgb[3 * index])]
                    planes[count + index] = table[256 + Int(rgb[3 * index + 1])]
                    planes[2 * count + index] = table[512 + Int(rgb[3 * index + 2])]
                }
            }
        }
    }
}
