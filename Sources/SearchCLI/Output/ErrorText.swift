import ImageSearch

/// Puts errors into one line for people.
enum ErrorText {
    /// What went wrong and what to do, in one line.
    static func line(for error: any Error) -> String {
        // On this machine, it is also said where the file or folder is that an error speaks of.
        let text = (error as? StoreError)?.local ?? "\(error)"
        let hint = (error as? any HintedError)?.hint.map { ": \($0.text)" } ?? ""
        return oneLine(text + hint)
    }

    /// What may have been meant by arguments that cannot be read: a query that begins as options do.
    static func hint(for arguments: [String]) -> String? {
        guard arguments.contains("search"), !arguments.contains("--"),
            arguments.contains(where: { $0.wholeMatch(of: /-[^-].*/) != nil && $0 != "-h" })
        else { return nil }
        return "a query that begins with - goes behind --, as in imagesearch search -- '-snow'"
    }

    /// What the database or the system said, in one line, for logs and for people who ask for details; none when the error
    /// holds no more than its line.
    static func cause(of error: any Error) -> String? {
        guard let error = error as? StoreError, !error.cause.isEmpty else { return nil }
        return oneLine(error.cause).printable
    }

    /// A text without its line ends.
    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
