/// Puts errors into one line for people.
enum ErrorText {
    /// What went wrong and what to do, in one line.
    static func line(for error: any Error) -> String {
        let text = "\(error)"
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
