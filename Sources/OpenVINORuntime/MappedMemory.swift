import Foundation
import Platform
import Scheduling

extension CompiledModelCache {
    /// Gives back what loading a model leaves behind: freed memory that the allocator holds, and weights mapped from the
    /// cache folder.
    ///
    /// Any time is right: what is needed after all comes back from its file.
    package func releaseUnusedMemory() async {
        _ = try? await blocking {
            memory_trim()
            releaseMappedModels()
        }
    }

    /// Keeps small what loading leaves behind, or the first run, until it is cancelled: weights that were repacked are not
    /// held a second time as pages of their file.
    package func keepMappedMemorySmall() async {
        guard folder != nil else { return }
        while (try? await Task.sleep(for: .milliseconds(10))) != nil {
            _ = try? await blocking { releaseMappedModels() }
        }
    }

    /// Lets the system take the pages of compiled models that are mapped into memory.
    ///
    /// OpenVINO maps a compiled model's file, repacks the weights for the processor, and keeps the mapping, which it does not
    /// read again while shapes stay as they are. Its pages count as resident, 600 MB for ViT-B/32, until the system needs the
    /// room. The mappings are OpenVINO's, which may end one at any moment: see ``pageOut(_:)``.
    func releaseMappedModels() {
        // Not Data(contentsOf:), which stops at the first part of a file in /proc. Systems without that folder need no care.
        let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd()
        guard let folder, let maps else { return }
        let place = URL(filePath: folder).resolvingSymlinksInPath().path
        for range in compiledModels(in: place, maps: maps) { pageOut(range) }
    }
}

/// Where compiled models below a folder are mapped, by the lines of /proc/self/maps:
/// `7f0012345000-7f0023456000 r--s 00000000 08:01 1234 /path/123.blob`.
func compiledModels(in folder: String, maps: Data) -> [Range<UInt>] {
    let path = Data("\(folder)/".utf8)
    var ranges: [Range<UInt>] = []
    var unread = maps[...]
    while let name = unread.range(of: path) {
        let start = maps[..<name.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? maps.startIndex
        let end = maps[name.upperBound...].firstIndex(of: UInt8(ascii: "\n")) ?? maps.endIndex
        unread = maps[end...]
        let fields = String(decoding: maps[start..<end], as: UTF8.self).split(separator: " ", maxSplits: 5)
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard fields.count == 6, fields[1].hasPrefix("r--"), bounds.count == 2, bounds[0] < bounds[1],
            fields[5].drop(while: { $0 == " " }).utf8.starts(with: path), fields[5].hasSuffix(CompiledModelCache.suffix)
        else { continue }
        ranges.append(bounds[0]..<bounds[1])
    }
    return ranges
}

/// Asks the system to take the pages at some addresses.
///
/// By the time that it is asked, other memory may lie at addresses that were read from /proc. Telling that pages are not
/// needed (`MADV_DONTNEED`) would set anonymous memory to zero; paging out destroys nothing: pages of a file come back
/// from the file, others from swap, or they stay.
func pageOut(_ range: Range<UInt>) { _ = memory_page_out(range.lowerBound, range.count) }
