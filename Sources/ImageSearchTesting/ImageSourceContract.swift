public import ImageSearch

/// What every source must do, as a test that any source can run.
///
/// ```swift
/// try await ImageSourceContract { files in try makeSource(holding: files) }.verify()
/// ```
public struct ImageSourceContract: Sendable {
    /// A broken promise, in words.
    public struct Violation: Error, CustomStringConvertible {
        /// What was expected, and what came instead.
        public let description: String
    }

    /// Makes a source that holds these files, by path.
    public typealias MakeSource = @Sendable (_ files: [String: [UInt8]]) async throws -> any ImageSource

    private let makeSource: MakeSource

    /// Takes the way to make a source that holds given files.
    public init(makeSource: @escaping MakeSource) { self.makeSource = makeSource }

    /// Runs every check; throws the first ``Violation``.
    public func verify() async throws {
        try await verifyListingAndBytes()
        try await verifyStableOrder()
        try await verifyEarlyEnd()
        try await verifyEmptySource()
        try await verifyVanishedFile()
    }

    private static let files: [String: [UInt8]] = [
        "a.jpg": [1, 2, 3], "B.PNG": [], "folder/a.jpg": [4], "folder/deeper/with space+%.webp": [5, 6],
        "été.jpeg": [7], "folder.jpg/inside.gif": [8],
    ]

    private func verifyListingAndBytes() async throws {
        let source = try await makeSource(Self.files)
        let pictures = try await pictures(of: source)
        try check(
            Set(pictures.map { Array($0.location.path.utf8) }) == Set(Self.files.keys.map { Array($0.utf8) }),
            "lists exactly its files, byte for byte in name; it listed \(pictures.map(\.location.path))")
        try check(pictures.count == Self.files.count, "lists each file once")
        for picture in pictures {
            let path = picture.location.path
            try check(picture.location.source == source.name, "gives locations its own name")
            try check(picture.size == Int64(Self.files[path]?.count ?? -1), "tells the size of \(path)")
            let bytes = try await source.read(picture)
            try check(bytes == Self.files[path], "reads the bytes of \(path) unchanged")
        }
    }

    private func verifyStableOrder() async throws {
        let source = try await makeSource(Self.files)
        let first = try await pictures(of: source)
        let second = try await pictures(of: source)
        try check(first == second, "lists in the same order every time")
    }

    private func verifyEarlyEnd() async throws {
        let source = try await makeSource(Self.files)
        for try await _ in try await source.changes(since: Self.run(over: source)) { break }
        let pictures = try await pictures(of: source)
        try check(pictures.count == Self.files.count, "lists everything after a listing that was left early")
    }

    private func verifyEmptySource() async throws {
        let pictures = try await pictures(of: makeSource([:]))
        try check(pictures.isEmpty, "lists nothing when it holds nothing")
    }

    private func verifyVanishedFile() async throws {
        let source = try await makeSource(["a.jpg": [1]])
        let absent = PictureLocation(source: source.name, path: "gone.jpg")
        do {
            _ = try await source.read(PictureFile(location: absent, size: 1, modified: 1))
        } catch let error as PictureError {
            return try check(error.code == .vanished, "tells a file that is gone as vanished, not as \(error)")
        }
        throw Violation(description: "a source fails when it reads a file that is gone")
    }

    private func pictures(of source: any ImageSource) async throws -> [PictureFile] {
        var pictures: [PictureFile] = []
        for try await changes in try await source.changes(since: Self.run(over: source)) {
            try check(!changes.isEmpty, "tells no empty part")
            try check(changes.count <= Run.batch, "tells at most \(Run.batch) files at once, not \(changes.count)")
            for listed in changes {
                guard case .picture(let file) = listed else {
                    throw Violation(description: "a source lists readable files as pictures, not as \(listed)")
                }
                pictures.append(file)
            }
        }
        return pictures
    }

    private static func run(over source: any ImageSource) -> Run {
        Run(number: 1, source: source.name, folder: source.folder)
    }

    private func check(_ holds: Bool, _ promise: String) throws {
        guard holds else { throw Violation(description: "broken promise: a source \(promise)") }
    }
}
