extension ImageFormat {
    /// So many bytes at the start of a file are looked at, at most.
    public static let prefix = 256

    /// Tells a format by the first bytes of a file: all of them, or ``prefix`` and more.
    public init?(content: [UInt8]) {
        let start = content.prefix(12)
        if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if start.starts(with: "RIFF".utf8), start.dropFirst(8).elementsEqual("WEBP".utf8) {
            self = .webp
        } else if start.dropFirst(4).starts(with: "ftyp".utf8), let format = Self.heif(brands: brands(of: content)) {
            self = format
        } else {
            return nil
        }
    }

    /// AVIF and HEIC share a container; its brands say which of the two codecs is inside.
    private static func heif(brands: [String]) -> ImageFormat? {
        let avif: Set = ["avif", "avis"]
        let heic: Set = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"]
        if brands.contains(where: avif.contains) { return .avif }
        return brands.contains(where: heic.contains) ? .heic : nil
    }
}

/// The major and the compatible brands of a file type box: size, `ftyp`, major brand, version, compatible brands.
private func brands(of content: [UInt8]) -> [String] {
    let size = content.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let end = min(size, content.count, ImageFormat.prefix)
    return stride(from: 8, through: end - 4, by: 4).filter { $0 != 12 }.map {
        String(decoding: content[$0..<$0 + 4], as: UTF8.self)
    }
}
