public import ImageSearch
import LocalFiles
import Scheduling
import Synchronization

/// Names places by GeoNames' towns of 1,000 people and more, from a file that setup has fetched.
///
/// The file is read once, when the first place is asked for.
///
/// ```swift
/// let places = PlaceNames(file: "vendor/places/towns.tsv")
/// await places.place(at: position)  // Nice, Provence-Alpes-Côte d'Azur, France
/// ```
public final class PlaceNames: PlaceNaming {
    /// No file of towns is as large, in bytes.
    private static let largest = 64 << 20

    private let file: String
    private let onFailure: @Sendable (String) -> Void
    private let towns = Mutex<Task<Towns?, Never>?>(nil)

    /// Names the file.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - onFailure: is told once why there are no names, when the file cannot be read.
    public init(file: String, onFailure: @escaping @Sendable (_ reason: String) -> Void) {
        self.file = file
        self.onFailure = onFailure
    }

    /// The nearest town within 50 kilometres, its region and country.
    public func place(at position: Position) async -> String? { await loaded.value?.name(at: position) }

    /// However many ask at first, the file is read by one task, which no cancellation of theirs reaches.
    private var loaded: Task<Towns?, Never> {
        towns.withLock { towns in
            if let towns { return towns }
            let task = Task { await load() }
            towns = task
            return task
        }
    }

    private func load() async -> Towns? {
        do {
            return try await blocking { [file] in
                Towns(TownLines(try OpenFile(named: file).read(upTo: Self.largest)))
            }
        } catch {
            onFailure("\(error)")
            return nil
        }
    }
}
