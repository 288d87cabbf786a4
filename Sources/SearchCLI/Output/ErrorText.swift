/// Puts errors into one line for people.
enum ErrorText {
    /// What went wrong and what to do, in one line.
    static func line(for error: any Error) -> String { oneLine("\(error)") }

    /// A text without its line ends.
    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
