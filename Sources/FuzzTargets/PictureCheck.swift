import ImageSearch
import VipsDecoding

/// What is kept of a file lies in it, in order; what is left after trimming has no size that was not seen before, and is
/// not trimmed further.
func checkPicture(_ bytes: [UInt8]) throws(BrokenRule) {
    guard let format = ImageFormat(content: bytes) else { return }
    // Memory of exactly this length, so that a read behind its end is found.
    let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { file.deallocate() }
    file.copyBytes(from: bytes)
    let structure = PictureStructure(UnsafeRawBufferPointer(file), format)
    try checkPlaces(structure, in: file.count)
    let trimmed = Array(structure.trim(file, format))
    try require(trimmed.count <= bytes.count, "trimming has made a file longer")
    try checkTrimmed(trimmed, format, seen: structure.sizes)
}

private func checkPlaces(_ structure: PictureStructure, in count: Int) throws(BrokenRule) {
    try require(structure.parts >= 0, "fewer parts than none")
    try require(structure.sizes.allSatisfy { $0.width >= 0 && $0.height >= 0 }, "a size below zero")
    var end = 0
    for range in structure.kept ?? [] {
        try require(range.lowerBound >= end, "a kept part begins in the one before it")
        end = range.upperBound
    }
    try require(end <= count, "a kept part ends behind the file")
}

private func checkTrimmed(_ bytes: [UInt8], _ format: ImageFormat, seen: [Size]) throws(BrokenRule) {
    var bytes = bytes
    let (sizes, again) = bytes.withUnsafeMutableBytes { file in
        let structure = PictureStructure(UnsafeRawBufferPointer(file), format)
        return (structure.sizes, Array(structure.trim(file, format)))
    }
    try require(sizes.allSatisfy(seen.contains), "the trimmed file has a size that was not seen")
    try require(again.count == bytes.count, "the trimmed file is trimmed further")
}
