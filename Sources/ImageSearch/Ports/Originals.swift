/// The files of stored pictures, as they lie in their sources.
public protocol Originals: Sendable {
    /// Opens the file of a picture.
    ///
    /// - Returns: its bytes, part by part.
    /// - Throws: ``PictureError``: `unreadable`, `vanished`, `tooManyBytes`; ``SourceError`` when its source cannot be read.
    func open(_ location: PictureLocation) async throws -> any Original
}

/// An opened file of a stored picture; it is closed when nobody holds it any more.
public protocol Original: Sendable {
    /// Its size and date at the moment of opening.
    var state: FileState { get }

    /// Reads a part of it.
    ///
    /// - Returns: the bytes of the range, fewer at the end of the file.
    /// - Throws: ``PictureError``.
    func read(_ range: Range<Int>) async throws -> [UInt8]
}
