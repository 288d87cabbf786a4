/// What a picture's bytes tell beside what it shows; found in the pass that decodes.
public struct Facts: Sendable, Hashable {
    /// The number of the extractor that this program is: it grows when facts are added or found in another way, so that
    /// those of earlier ones can be made again without embedding anything.
    public static let currentExtractor = 2

    /// Columns of the upright picture; of extractor 1, as stored.
    public var width: Int
    /// Rows of the upright picture; of extractor 1, as stored.
    public var height: Int
    /// By content.
    public var format: ImageFormat
    /// When it was taken; `nil` when the picture does not tell.
    public var taken: CaptureTime?
    /// The camera's maker and model in one line, such as `Google Pixel 7`; at most ``longestCamera`` bytes.
    public var camera: String?
    /// Where it was taken.
    public var position: Position?
    /// The name of that place, from the nearest town outwards, joined by `, `: `Nice, Provence-Alpes-Côte d'Azur, France`.
    public var place: String?
    /// The mean colour in sRGB, 0xRRGGBB.
    public var colour: UInt32?
    /// 64 bits that nearly agree for the same picture in other sizes and formats (docs/decisions/0055-facts.md); `nil` when
    /// it has too little in it to be told from others.
    public var perceptualHash: UInt64?
    /// The number of the extractor that made them.
    public var extractor: Int

    /// Perceptual hashes of the same picture differ in at most so many bits, those of others in more.
    public static let samePictureBits = 6

    /// The most bytes of a camera's name that are kept.
    public static let longestCamera = 100

    /// Joins what was found.
    public init(
        width: Int, height: Int, format: ImageFormat, taken: CaptureTime? = nil, camera: String? = nil,
        position: Position? = nil, place: String? = nil, colour: UInt32? = nil, perceptualHash: UInt64? = nil,
        extractor: Int = Facts.currentExtractor
    ) {
        self.width = width
        self.height = height
        self.format = format
        self.taken = taken
        self.camera = camera
        self.position = position
        self.place = place
        self.colour = colour
        self.perceptualHash = perceptualHash
        self.extractor = extractor
    }
}

/// When a picture was taken, as its camera's clock showed it (EXIF DateTimeOriginal, OffsetTimeOriginal).
public struct CaptureTime: Sendable, Hashable {
    /// Seconds since 1970-01-01 00:00 on the same clock, within ``TimeRange/bounds``.
    public var wallClock: Int64
    /// Minutes that the clock was ahead of UTC, -1080...1080; `nil` when the camera did not say.
    public var offset: Int?

    /// Joins the two.
    public init(wallClock: Int64, offset: Int? = nil) {
        self.wallClock = wallClock
        self.offset = offset
    }
}
