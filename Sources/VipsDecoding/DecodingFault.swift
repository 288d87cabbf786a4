import ImageSearch

/// Why a picture was not decoded, as plain numbers: so it crosses from a worker that nobody trusts.
struct DecodingFault: Error, Sendable, Equatable {
    enum Kind: Int64, Sendable, CaseIterable {
        case notAPicture, damaged, tooManyPixels, tooComplex, tooMuchMemory, tooSlow, undecodable
    }

    var kind: Kind
    var format: ImageFormat?
    /// Columns of `tooManyPixels`, parts of `tooComplex`, megabytes of `tooMuchMemory`, seconds of `tooSlow`, the signal of
    /// `undecodable`.
    var first = 0
    /// Rows of `tooManyPixels`, the limit of `tooComplex`.
    var second = 0

    init(_ kind: Kind, _ format: ImageFormat? = nil, _ first: Int = 0, _ second: Int = 0) {
        self.kind = kind
        self.format = format
        self.first = first
        self.second = second
    }

    /// What the user reads.
    func pictureError(maxPixels: Int) -> PictureError {
        let name = format?.displayName ?? "picture"
        switch kind {
        case .notAPicture:
            return PictureError(.notAPicture, "the content is no JPEG, PNG, WebP, GIF, HEIC or AVIF")
        case .damaged:
            return PictureError(.damaged, "the \(name) data is broken or cut off")
        case .tooManyPixels:
            let (pixels, overflows) = first.multipliedReportingOverflow(by: second)
            let count = overflows ? "too many" : megapixels(pixels)
            let size = "\(first) x \(second) is \(count) megapixels"
            return PictureError(.tooManyPixels, "\(size); the limit is \(megapixels(maxPixels))")
        case .tooComplex:
            return PictureError(.tooComplex, "the \(name) data has \(first) parts or more; the limit is \(second)")
        case .tooMuchMemory:
            return PictureError(.tooMuchMemory, "decoding the \(name) data takes more than the limit of \(first) MB")
        case .tooSlow:
            return PictureError(.tooSlow, "decoding the \(name) data takes more than the limit of \(first) s")
        case .undecodable:
            return PictureError(.undecodable, "the \(name) decoder ended on it (signal \(first))")
        }
    }
}

extension ImageFormat {
    /// The name as people write it.
    var displayName: String { self == .webp ? "WebP" : rawValue.uppercased() }
}

/// 144, or 1.5 where whole numbers say too little.
func megapixels(_ pixels: Int) -> String { decimal(pixels, unit: 1_000_000) }

func megabytes(_ bytes: Int) -> String { decimal(bytes, unit: 1 << 20) + " MB" }

/// Rounded up to a tenth, so that a value just above its limit never reads as the limit.
private func decimal(_ value: Int, unit: Int) -> String {
    let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
    let tenths = (rest * 10 + unit - 1) / unit
    if tenths == 10 { return "\(whole + 1)" }
    return tenths == 0 ? "\(whole)" : "\(whole).\(tenths)"
}
