/// A place that pictures come from.
public protocol ImageSource: Sendable {
    /// The name that its pictures' locations carry.
    var name: String { get }

    /// The folder within the source that is listed, empty for all of it: what lies elsewhere is none of its business.
    var folder: String { get }

    /// Tells what may have changed since the source was last gone through, in parts of at most ``Run/batch`` lines.
    ///
    /// A source that does not know lists all of its pictures, one after another, in a stable order; only the next part is
    /// looked at ahead of what is asked for. What cannot be looked at is told through ``ListedFile/unreadable(path:reason:)``,
    /// what cannot be a picture, though its name may say so, through ``ListedFile/passedOver(path:reason:)``; it goes on then.
    /// - Parameter run: the run that goes through it now.
    /// - Returns: the parts, none of them empty.
    /// - Throws: ``SourceError`` when the source itself cannot be read, here and from the stream.
    func changes(since run: Run) async throws -> AsyncThrowingStream<[ListedFile], any Error>

    /// The bytes of a listed picture.
    ///
    /// - Throws: ``PictureError``: `unreadable`, `vanished`, `tooManyBytes`; ``SourceError`` when the whole source is gone.
    func read(_ file: PictureFile) async throws -> [UInt8]
}

extension ImageSource {
    /// All of the source.
    public var folder: String { "" }

    /// The folder as results show it.
    public var shownName: String {
        folder.isEmpty ? name : PictureLocation(source: name, path: folder).description
    }
}

/// One line of a source's listing.
public enum ListedFile: Sendable, Equatable {
    /// A file whose ending says that it is a picture.
    case picture(PictureFile)
    /// A file or folder that could not be looked at: there may be a picture at this path, and others below it.
    case unreadable(path: String, reason: String)
    /// A name or a link under which no picture lies: it leads out of the source, to nothing or in a circle, or is no
    /// name that can be kept.
    case passedOver(path: String, reason: String)
}

/// A whole source that cannot be used.
public struct SourceError: HintedError, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
    /// What can be done about it.
    public let hint: Hint?

    /// Takes what is wrong, and what can be done about it.
    public init(_ description: String, hint: Hint? = nil) {
        self.description = description
        self.hint = hint
    }
}
