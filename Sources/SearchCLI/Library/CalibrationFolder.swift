import ImageSearch
import LocalFiles
import Scheduling

/// Keeps calibrations in the cache of the data folder: they can be made again at any time.
struct CalibrationFolder: Calibrator.Storage {
    /// More than the largest model's.
    private static let largest = 64 << 20

    /// The folder, which is made when something is saved.
    let path: String

    func load(_ name: String) async -> [UInt8]? {
        let file = "\(path)/\(name)"
        return try? await blocking { try OpenFile(reading: file).read(upTo: CalibrationFolder.largest) }
    }

    func save(_ bytes: [UInt8], as name: String) async {
        let file = "\(path)/\(name)"
        try? await blocking { try AtomicFile.write(bytes, to: file, access: .owner) }
    }
}
