import COpenVINO
import Foundation

/// Gives back what loading a model leaves behind: freed memory that the allocator holds, and weights mapped from the
/// cache folder.
///
/// OpenVINO maps a compiled model's file, repacks the weights for the processor, and keeps the mapping, which it does not
/// read again while shapes stay as they are. Its pages count as resident, 600 MB for ViT-B/32, until the system needs the
/// room. Dropping them is safe at any time: they are clean, and what is read after all comes back from the file.
func releaseUnusedMemory(cacheFolder: String?) {
    #if canImport(Glibc)
        _ = malloc_trim(0)
        guard let cacheFolder else { return }
        let folder = URL(filePath: cacheFolder).resolvingSymlinksInPath().path
        // Not String(contentsOfFile:), which stops at the first part of a file in /proc.
        guard let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n")
        where line.hasSuffix(".blob") && line.contains(folder + "/") {
            let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            let isReadOnly = line.dropFirst(line.prefix { $0 != " " }.count + 1).hasPrefix("r--")
            guard bounds.count == 2, isReadOnly, let start = UnsafeMutableRawPointer(bitPattern: bounds[0]) else {
                continue
            }
            madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    #endif
}
