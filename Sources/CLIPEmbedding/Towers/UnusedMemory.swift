import BlockingWork
import COpenVINO
import Foundation

/// Gives back what loading a model leaves behind: freed memory that the allocator holds, and weights mapped from the
/// cache folder.
func releaseUnusedMemory(cacheFolder: String?) {
    #if canImport(Glibc)
        _ = malloc_trim(0)
    #endif
    if let cacheFolder { releaseMappedFiles(in: cacheFolder) }
}

/// Keeps small what loading leaves behind, or the first run, until it is cancelled: weights that were repacked are not held
/// a second time as pages of their file.
func keepMappedWeightsSmall(in cacheFolder: String?) async {
    guard let cacheFolder else { return }
    while (try? await Task.sleep(for: .milliseconds(10))) != nil {
        _ = try? await blocking { releaseMappedFiles(in: cacheFolder) }
    }
}

/// Drops the pages of compiled models that are mapped into memory.
///
/// OpenVINO maps a compiled model's file, repacks the weights for the processor, and keeps the mapping, which it does not
/// read again while shapes stay as they are. Its pages count as resident, 600 MB for ViT-B/32, until the system needs the
/// room. Dropping them is safe at any time: they are clean, and what is read after all comes back from the file.
func releaseMappedFiles(in cacheFolder: String) {
    #if canImport(Glibc)
        // Not Data(contentsOf:), which stops at the first part of a file in /proc.
        guard let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() else { return }
        let end = Data("\(URL(filePath: cacheFolder).resolvingSymlinksInPath().path)/".utf8)
        var rest = maps[...]
        while let name = rest.range(of: end) {
            let start = maps[..<name.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? maps.startIndex
            let stop = maps[name.upperBound...].firstIndex(of: UInt8(ascii: "\n")) ?? maps.endIndex
            dropPages(String(decoding: maps[start..<stop], as: UTF8.self))
            rest = maps[stop...]
        }
    #endif
}

#if canImport(Glibc)
    /// Takes a line of /proc/self/maps: `7f0012345000-7f0023456000 r--p 00000000 08:01 1234 /path/123.blob`.
    private func dropPages(_ line: String) {
        let fields = line.split(separator: " ", maxSplits: 2)
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard line.hasSuffix(".blob"), fields.count > 1, fields[1].hasPrefix("r--"), bounds.count == 2,
            let start = UnsafeMutableRawPointer(bitPattern: bounds[0])
        else { return }
        madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
    }
#endif
