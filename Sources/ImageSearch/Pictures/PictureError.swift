/// What is wrong with one picture; it costs that picture, never the work around it.
public struct PictureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of faults, as a summary groups them.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private let text: String
        /// The same bytes are refused every time, so that the file does not hold a picture; other faults may pass.
        public let isLasting: Bool
        private init(_ text: String, isLasting: Bool) {
            self.text = text
            self.isLasting = isLasting
        }
        /// The reason in words, for summaries: "not a picture".
        public var description: String { text }

        /// The lasting kind of this description, as it was recorded; `nil` when there is none.
        public init?(_ description: String) {
            let lasting: [Code] = [
                .notAPicture, .damaged, .tooManyBytes, .tooManyPixels, .tooComplex, .tooSlow, .tooMuchMemory,
                .undecodable,
            ]
            guard let code = lasting.first(where: { $0.description == description }) else { return nil }
            self = code
        }

        /// The bytes are of no format that is read.
        public static let notAPicture = Code("not a picture", isLasting: true)
        /// The format is known, the data is broken or cut off.
        public static let damaged = Code("damaged", isLasting: true)
        /// More bytes than the limit allows.
        public static let tooManyBytes = Code("file too large", isLasting: true)
        /// More pixels than the limit allows, by the header.
        public static let tooManyPixels = Code("too many pixels", isLasting: true)
        /// More parts than the limits allow: scans, layers, items.
        public static let tooComplex = Code("too complex", isLasting: true)
        /// Its decoding took longer than the limit allows.
        public static let tooSlow = Code("too slow to decode", isLasting: true)
        /// Its decoding needed more memory than the limit allows.
        public static let tooMuchMemory = Code("too much memory", isLasting: true)
        /// The decoder ended on it; only the worker process that ran it was harmed.
        public static let undecodable = Code("undecodable", isLasting: true)
        /// The file could not be read.
        public static let unreadable = Code("unreadable", isLasting: false)
        /// The file changed or went away while it was read.
        public static let vanished = Code("gone while indexing", isLasting: false)
        /// The model gave no usable vector.
        public static let noEmbedding = Code("no embedding", isLasting: false)
    }

    /// The kind of fault.
    public let code: Code
    /// The fact and the value, safe to show: no path, no stack.
    public let detail: String

    /// Names a fault and its particulars.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Kind and particulars: "file too large: 80 MB; the limit is 64 MB".
    public var description: String { "\(code): \(detail)" }
}
