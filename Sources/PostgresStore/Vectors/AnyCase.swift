import ImageSearch

/// Texts in any case as regular expressions: they mean the same whatever the language of the database is, which `lower` does not.
enum AnyCase {
    /// Matches what `String.contains(inAnyCase:)` finds.
    ///
    /// It says first that it is an expression, whatever the server takes others for, so that no beginning has a meaning of its own.
    /// Letters beyond ASCII stand as alternatives, not in brackets: so they are matched by their bytes where the database knows
    /// no characters (SQL_ASCII).
    static func pattern(_ text: String) -> String {
        "***:" + part(text)
    }

    /// Matches what `String.starts(withAnyCaseOf:)` finds.
    static func prefix(_ text: String) -> String { "***:^" + part(text) }

    private static func part(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let variants = scalar.caseVariants.map(String.init)
            if variants.count > 1 { return "(?:" + variants.joined(separator: "|") + ")" }
            let isPlain = !scalar.isASCII || ("0"..."9").contains(scalar)
            return isPlain ? variants[0] : "\\" + variants[0]
        }.joined()
    }
}
