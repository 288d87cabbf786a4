import Testing

@testable import CLIPEmbedding

struct CanonicalizationTests {
    /// What open_clip's `canonicalize_text` returns.
    @Test(arguments: [
        ("Hello, World!", "hello world"), ("a_b__c", "a b c"), ("  many \t\n spaces ", "many spaces"), ("", ""),
        ("_", ""),
        ("don't-stop", "dontstop"), ("$5.00 (net)", "500 net"), ("ΟΔΟΣ ΣΑΣ Σ", "οδος σας σ"),
        ("ΟΔΟΣ. ΑΣ'Α", "οδος ασα"),
        ("İSTANBUL", "i̇stanbul"), ("日本、語。", "日本、語。"), ("a\u{1c}b\u{85}c", "a b c"), ("“quoted”", "“quoted”"),
    ])
    func `a text is canonicalised as open_clip does`(text: String, expected: String) {
        #expect(Array(canonicalized(text).unicodeScalars) == Array(expected.unicodeScalars))
    }
}
