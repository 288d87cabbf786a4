/// A place that pictures come from.
public protocol ImageSource: Sendable {
    /// The name that its pictures' locations carry.
    var name: String { get }

    /// The folder within the source that is listed, empty for all of it: what lies elsewhere is none of its business.
    var folder: String { get }

    /// Lists the pictures, one after another, in a stable order.
    ///
    /// What cannot be looked at is told through ``ListedFile/unreadable(path:reason:)``, what cannot be a picture, though
    /// its name may say so, through ``ListedFile/passedOver(path:reason:)``; the listing goes on.
    /// - Throws: ``SourceError`` when the source itself cannot be read.
    func list() async throws -> AsyncThrowingStream<ListedFile, any Error>

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
