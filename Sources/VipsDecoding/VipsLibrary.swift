import CPixels

/// The process's one libvips.
enum VipsLibrary {
    /// Starts libvips at the first use, whichever thread comes first.
    static let isStarted = pixels_start()
}
