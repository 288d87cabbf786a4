import NIOCore

/// The fields of a form.
struct Form: Sendable {
    let parts: [FormPart]

    /// A file that came with a form.
    struct File: Sendable {
        /// The client's name for it.
        let name: String
        let bytes: [UInt8]
    }

    /// The file in a field; the last one counts when there are several, as in FastAPI.
    func file(_ name: String) throws(ValidationFault) -> File {
        guard let part = parts.last(where: { $0.name == name }) else { throw .missing(.body, name) }
        // A browser sends an empty file without a name when none was chosen.
        let isEmpty = part.content.readableBytes == 0 && (part.fileName ?? "").isEmpty
        guard !isEmpty else { throw .missing(.body, name) }
        guard let fileName = part.fileName else { throw .notAFile(name, String(buffer: part.content)) }
        return File(name: fileName, bytes: Array(part.content.readableBytesView))
    }
}
