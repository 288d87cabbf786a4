package import ImageSearch
import JSONText

/// How the image tower wants its pixels: `preprocess_cfg.json` of open_clip, `preprocessor_config.json` of transformers.
package struct PreprocessConfig: Sendable {
    package let geometry: PixelGeometry
    /// Of red, green and blue in 0...1.
    package let mean, deviation: [Float]

    /// Reads either form; `file` is the name to give in an error.
    init(_ json: JSON, file: String) throws(ModelError) {
        let isTransformers = json["image_mean"] != nil || json["do_resize"] != nil
        geometry = try isTransformers ? Self.transformers(json, file) : Self.openCLIP(json, file)
        let isNormalized = json["do_normalize"]?.bool ?? true
        mean = isNormalized ? try Self.channels(json, isTransformers ? "image_mean" : "mean", file) : [0, 0, 0]
        deviation = isNormalized ? try Self.channels(json, isTransformers ? "image_std" : "std", file) : [1, 1, 1]
        guard deviation.allSatisfy({ $0 > 0 }) else { throw Self.unsupported(file, "a standard deviation of 0") }
    }

    private static func openCLIP(_ json: JSON, _ file: String) throws(ModelError) -> PixelGeometry {
        let mode = json["resize_mode"]?.string ?? "shortest"
        guard let resizeMode = PixelGeometry.ResizeMode(rawValue: mode) else {
            throw unsupported(file, "the resize_mode \(mode)")
        }
        let name = json["interpolation"]?.string ?? "bicubic"
        // "random" is for training; open_clip itself takes bicubic for it at inference.
        guard let interpolation = PixelGeometry.Interpolation(rawValue: name == "random" ? "bicubic" : name) else {
            throw unsupported(file, "the interpolation \(name)")
        }
        let fill = json["fill_color"]?.integer ?? 0
        return PixelGeometry(
            side: try side(json["size"], file), resizeMode: resizeMode, interpolation: interpolation,
            fill: UInt8(clamping: fill))
    }

    private static func transformers(_ json: JSON, _ file: String) throws(ModelError) -> PixelGeometry {
        let filters: [Int: PixelGeometry.Interpolation] = [2: .bilinear, 3: .bicubic]
        let resample = json["resample"]?.integer ?? 3
        guard let interpolation = filters[resample] else { throw unsupported(file, "the resample filter \(resample)") }
        guard json["do_center_crop"]?.bool ?? false else {
            return PixelGeometry(
                side: try side(json["size"], file), resizeMode: .squash, interpolation: interpolation)
        }
        let side = try side(json["crop_size"], file)
        guard try self.side(json["size"]?["shortest_edge"] ?? json["size"], file) == side else {
            throw unsupported(file, "a crop that is smaller than the resized picture")
        }
        return PixelGeometry(side: side, resizeMode: .shortest, interpolation: interpolation)
    }

    /// Twice what the largest models take, and no more than decoders hand over.
    private static let supportedSides = 1...2048

    /// A size stands as 224, as [224, 224] or as {"height": 224, "width": 224}.
    private static func side(_ json: JSON?, _ file: String) throws(ModelError) -> Int {
        let sides =
            [json?.integer, json?.array?.first?.integer, json?.array?.last?.integer]
            + [json?["height"]?.integer, json?["width"]?.integer]
        let known = Set(sides.compactMap { $0 })
        guard known.count == 1, let side = known.first, Self.supportedSides.contains(side) else {
            throw unsupported(file, "a size that is no square")
        }
        return side
    }

    private static func channels(_ json: JSON, _ field: String, _ file: String) throws(ModelError) -> [Float] {
        // JSON may hold 1e999, and a double that is no float: both come out infinite.
        let values = json[field]?.array?.compactMap { $0.number.map(Float.init) }.filter(\.isFinite) ?? []
        guard values.count == 3 else { throw unsupported(file, "no \(field) of three values") }
        return values
    }

    private static func unsupported(_ file: String, _ what: String) -> ModelError {
        ModelError(.unsupported, "\(file) has \(what), which is not supported: choose another model")
    }
}
