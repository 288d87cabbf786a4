package import ImageSearch

/// What a camera wrote beside the pixels (EXIF 3.0, CIPA DC-008); what is broken is left out.
package struct EXIF {
    /// When the picture was taken, else when it was digitized, else when the file was changed.
    package let taken: CaptureTime?
    /// The maker and the model.
    package let camera: String?
    /// Where the camera was.
    package let position: Position?

    /// Reads the tags; `nil` when the bytes hold none.
    init?(_ bytes: ByteReader) {
        guard let structure = TIFFStructure(bytes) else { return nil }
        let main = structure.first
        let photo = main.directory(0x8769)
        taken = Self.taken(main, photo)
        camera = CameraName.join(maker: main.text(0x010F), model: main.text(0x0110))
        position = Self.position(main.directory(0x8825))
    }

    /// Reads the tags of a whole picture's bytes.
    package init?(of bytes: UnsafeRawBufferPointer, _ range: Range<Int>) { self.init(ByteReader(bytes, range)) }

    // MARK: time

    private static func taken(_ main: TIFFStructure.Directory, _ photo: TIFFStructure.Directory) -> CaptureTime? {
        let offset = photo.text(0x9010)
        let times = [
            (photo.text(0x9003), photo.text(0x9011)), (photo.text(0x9004), photo.text(0x9012)),
            (main.text(0x0132), nil),
        ]
        for (time, own) in times {
            guard let time, let clock = EXIFTime.wallClock(time) else { continue }
            let offsets = [own, offset].lazy.compactMap { $0.flatMap(EXIFTime.offset) }
            return CaptureTime(wallClock: clock, offset: offsets.first)
        }
        return nil
    }

    // MARK: position

    /// A position whose hemispheres are not told is none: half of the guesses would be another continent.
    private static func position(_ gps: TIFFStructure.Directory) -> Position? {
        guard let latitude = degrees(gps, reference: 1, value: 2, "N", "S"),
            let longitude = degrees(gps, reference: 3, value: 4, "E", "W")
        else { return nil }
        // What is written without a fix; nobody takes pictures there.
        if latitude == 0, longitude == 0 { return nil }
        return Position(latitude: latitude, longitude: longitude)
    }

    private static func degrees(
        _ gps: TIFFStructure.Directory, reference: Int, value: Int, _ positive: Character, _ negative: Character
    ) -> Double? {
        guard let parts = gps.fractions(value, most: 3), let whole = parts.first,
            parts.dropFirst().allSatisfy({ (0...60).contains($0) })
        else { return nil }
        let size = abs(whole) + parts.dropFirst().reversed().reduce(0) { ($0 + $1) / 60 }
        // Some write signed fractions, against the rule: what is negative says its side itself.
        if whole < 0 { return -size }
        switch gps.text(reference)?.first(where: { !$0.isWhitespace })?.uppercased().first {
        case positive: return size
        case negative: return -size
        default: return nil
        }
    }
}
