/// Texts of eight words, none like another; each word is one token for CLIP, so all have the same length.
struct Queries: Sendable {
    private static let adjectives = words(
        "red blue green black white old young small large happy quiet bright dark wooden empty wet")
    private static let nouns = words(
        "dog cat horse bird tree house car boat woman man child flower bridge street lake mountain")
    private static let prepositions = words("on in near under behind beside above before")
    private static let places = words(
        "beach forest city garden kitchen table window river snow grass road field sea park hill wall")

    /// The words, and a mark at either end.
    static let tokens = 10

    /// The text of a number; numbers below 32,768 have different texts.
    subscript(number: Int) -> String {
        // An odd factor visits every combination, with other words each time.
        var rest = number * 12_345 % 32_768
        func pick(_ words: [String]) -> String {
            defer { rest /= words.count }
            return words[rest % words.count]
        }
        return [
            "a photo of a", pick(Self.adjectives), pick(Self.nouns), pick(Self.prepositions), pick(Self.places),
        ].joined(separator: " ")
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
