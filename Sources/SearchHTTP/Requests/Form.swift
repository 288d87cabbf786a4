import Synchronization

/// The body of a form, whose parts are looked for and cut out in the memory that it came in.
///
/// A class with a lock, so that another thread can work on it and nothing copies it.
final class Form: Sendable {
    private let body: Mutex<[UInt8]>

    /// A file that came with a form.
    struct File: Sendable {
        /// The client's name for it.
        let name: String
        let bytes: [UInt8]
    }

    /// One field of a form, with its bytes.
    struct Field: Sendable {
        let name: String
        /// The client's name for a file; `nil` for a text.
        let fileName: String?
        let bytes: [UInt8]
    }

    /// Takes a body.
    init(body: consuming sending [UInt8]) { self.body = Mutex(body) }

    /// Takes out the file in a field; the last one counts when there are several, as in FastAPI.
    ///
    /// - Parameters:
    ///   - name: the field.
    ///   - boundary: what stands between the parts; `nil` when the body is no form, and has none.
    /// - Returns: the file, or what is wrong with the field.
    /// - Throws: ``MultipartError`` when the body breaks the rules of forms.
    func takeFile(
        _ name: String, boundary: MultipartBoundary?
    ) throws(MultipartError) -> Result<File, ValidationFault> {
        try body.withLock { body throws(MultipartError) in
            let parts = try boundary.map { boundary throws(MultipartError) in
                try MultipartParser.parts(of: body, boundary: boundary.text)
            }
            return Self.cut(name, parts ?? [], outOf: &body)
        }
    }

    /// Takes out all fields, in their order.
    ///
    /// - Throws: ``MultipartError`` when the body breaks the rules of forms.
    func takeFields(boundary: MultipartBoundary?) throws(MultipartError) -> [Field] {
        try body.withLock { body throws(MultipartError) in
            guard let boundary else { return [] }
            defer { body = [] }
            return try MultipartParser.parts(of: body, boundary: boundary.text).map {
                Field(name: $0.name, fileName: $0.fileName, bytes: Array(body[$0.content]))
            }
        }
    }

    private static func cut(
        _ name: String, _ parts: [FormPart], outOf body: inout [UInt8]
    ) -> Result<File, ValidationFault> {
        guard let part = parts.last(where: { $0.name == name }) else { return .failure(.missing(.body, name)) }
        // A browser sends an empty file without a name when none was chosen.
        let isEmpty = part.content.isEmpty && (part.fileName ?? "").isEmpty
        guard !isEmpty else { return .failure(.missing(.body, name)) }
        guard let fileName = part.fileName else { return .failure(.notAFile(name, body[part.content])) }
        body.removeSubrange(part.content.upperBound...)
        body.removeSubrange(..<part.content.lowerBound)
        defer { body = [] }
        return .success(File(name: fileName, bytes: body))
    }
}
