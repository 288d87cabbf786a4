import CPixels
import ImageSearch

/// The process's one libvips.
enum VipsLibrary {
    /// Starts libvips at the first use, whichever thread comes first.
    static let isStarted = pixels_start()

    /// What the user reads when it does not.
    static var unavailable: DecoderUnavailable {
        DecoderUnavailable("libvips does not start; please install it again (libvips42 on Debian, vips in Homebrew)")
    }
}
