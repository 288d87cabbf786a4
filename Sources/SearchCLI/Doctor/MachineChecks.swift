import Foundation
import LocalFiles
import Platform
import Scheduling

/// Looks at the machine: processor, folders, disk.
struct MachineChecks {
    /// Less free space than this is soon used up by a database.
    private static let leastFree: Int64 = 1_000_000_000

    let settings: Settings

    var all: [Check] {
        let settings = settings
        return [
            Check("processor") { Self.processor(try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) },
            Check("data folder") { try await blocking { Self.folder(settings.dataFolder) } },
            Check("cache") { try await blocking { Self.folder(settings.cacheFolder) } },
            Check("thumbnails") {
                guard settings.thumbnailCacheBytes > 0 else { return .ok("none are kept") }
                return try await blocking { Self.folder(settings.dataFolder + "/thumbnails") }
            },
            Check("disk") { Self.disk(settings.dataFolder) },
        ]
    }

    /// Reads what Linux tells of the processor; nothing on other systems.
    static func processor(_ text: String?) -> Check.Verdict {
        #if arch(arm64)
            return .ok("arm64")
        #else
            guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else {
                return .ok("x86-64")
            }
            let flags = Set(line.split(separator: " ").map(String.init))
            let names = ["avx2": "AVX2", "avx512f": "AVX-512", "avx512_bf16": "BF16", "amx_tile": "AMX"]
            let known = names.filter { flags.contains($0.key) }.values.sorted().joined(separator: ", ")
            guard flags.contains("avx2") else {
                return .fault(
                    "without AVX2, models run several times slower: use a machine or a virtual one that has it")
            }
            return .ok(known)
        #endif
    }

    /// A folder that this user can write and others cannot; one that is not there yet is made when it is needed.
    static func folder(_ path: String) -> Check.Verdict {
        let shown = displayedPath(path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard let parent = existingParent(of: path), (try? isFolder(parent)) == true, access(parent, W_OK) == 0
            else {
                return .fault("\(shown) cannot be made: set DATA_DIR to a folder that can be written")
            }
            return .ok("\(shown), not made yet")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return .fault("\(shown) is not a folder: move it away") }
        do { try verifyWritable(path) } catch {
            return .fault("\(shown) cannot be written (\(error)): chown or chmod it, or set DATA_DIR to another folder")
        }
        guard status.st_mode & S_IWOTH == 0 else {
            return .fault("every user of this machine can write \(shown): chmod o-w \(shown)")
        }
        return .ok(shown)
    }

    static func disk(_ folder: String) -> Check.Verdict {
        guard let parent = existingParent(of: folder),
            let attributes = try? FileManager.default.attributesOfFileSystem(forPath: parent),
            let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        else { return .fault("the free space of \(displayedPath(folder)) cannot be told: is its disk there?") }
        guard free >= leastFree else {
            return .fault("only \(byteCount(free)) are free: make room, or set DATA_DIR to a folder on another disk")
        }
        return .ok("\(byteCount(free)) free")
    }

    /// The folder itself, or the nearest one around it that is there.
    private static func existingParent(of path: String) -> String? {
        var url = URL(fileURLWithPath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: url.path) {
            guard url.path != "/" else { return nil }
            url.deleteLastPathComponent()
        }
        return url.path
    }
}
