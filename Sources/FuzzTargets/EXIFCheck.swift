import ImageSearch
import VipsDecoding

/// What is read is what facts may be, and arrives from a worker as it was.
func checkEXIF(_ bytes: [UInt8]) throws(BrokenRule) {
    // Memory of exactly this length, so that a read behind its end is found.
    let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { file.deallocate() }
    file.copyBytes(from: bytes)
    guard let exif = EXIF(of: UnsafeRawBufferPointer(file), 0..<file.count) else { return }
    let facts = Facts(
        width: 1, height: 1, format: .jpeg, taken: exif.taken, camera: exif.camera, position: exif.position)
    try require(facts.arrives, "facts that a worker may not tell")
    try require(exif.taken.map { TimeRange.bounds.contains($0.wallClock) } ?? true, "a date beyond the calendar")
    try require(exif.taken?.offset.map { abs($0) <= 1080 } ?? true, "an offset beyond any clock")
    try require((exif.camera?.utf8.count ?? 1) <= Facts.longestCamera, "a camera that is too long")
    try require(exif.camera != "", "a camera of no words")
}
