/// Keeps the bytes of uploaded pictures.
public protocol UploadStore: Sendable {
    /// Writes the bytes under their content's name, atomically; the same content twice is one file.
    ///
    /// - Returns: the kept file, as a source would list it.
    func keep(_ bytes: [UInt8], content: ContentHash, format: ImageFormat) async throws -> PictureFile

    /// Deletes the file of an uploaded picture; one that is gone already is no fault.
    ///
    /// - Returns: false for a picture that it does not keep, wherever that lies: nothing is deleted then.
    func remove(_ location: PictureLocation, content: ContentHash) async throws -> Bool
}
