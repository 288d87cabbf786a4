import ImageSearch
import VipsDecoding

/// What most tests want of parts whose limits the settings say.

extension VipsImageDecoder {
    init(maxPixels: Int = 100_000_000, concurrency: Int? = nil) throws(DecoderUnavailable) {
        try self.init(maxPixels: maxPixels, maxBytes: 64 << 20, concurrency: concurrency)
    }
}

extension WorkerImageDecoder.Limits {
    init(pixels: Int = 100_000_000, seconds: Int = 10, megabytes: Int = 1024) {
        self.init(pixels: pixels, bytes: 64 << 20, processorSeconds: seconds, megabytes: megabytes)
    }
}
