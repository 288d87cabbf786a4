/// The fields of a form.
struct Form: Sendable {
    private var body: [UInt8]
    private let parts: [FormPart]

    /// A file that came with a form.
    struct File: Sendable {
        /// The client's name for it.
        let name: String
        let bytes: [UInt8]
    }

    /// Joins a body and its parts.
    init(body: consuming [UInt8], parts: [FormPart]) {
        self.body = body
        self.parts = parts
    }

    /// Takes out the file in a field; the last one counts when there are several, as in FastAPI.
    ///
    /// The file stays in the memory that the body came in, so that a request holds its bytes once.
    mutating func takeFile(_ name: String) throws(ValidationFault) -> File {
        guard let part = parts.last(where: { $0.name == name }) else { throw .missing(.body, name) }
        // A browser sends an empty file without a name when none was chosen.
        let isEmpty = part.content.isEmpty && (part.fileName ?? "").isEmpty
        guard !isEmpty else { throw .missing(.body, name) }
        guard let fileName = part.fileName else { throw .notAFile(name, body[part.content]) }
        body.removeSubrange(part.content.upperBound...)
        body.removeSubrange(..<part.content.lowerBound)
        defer { body = [] }
        return File(name: fileName, bytes: body)
    }
}
