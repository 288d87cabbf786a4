/// The classes of characters that the reference tokenizers split and clean by.
///
/// Hugging Face's `tokenizers` is built on libraries that each know another version of Unicode: its regular expressions
/// Unicode 16, its normal forms Unicode 9, BERT's categories Unicode 8. A character that was assigned later belongs to no class there, whatever this
/// system's tables say, so the age of a character decides beside its category. Compared over all characters by
/// training/reference/make_token_goldens.py; the few whose category has changed since are listed.
extension Unicode.Scalar {
    /// `\p{L}` in a regular expression.
    var isLetter: Bool {
        if isASCII { return (0x61...0x7A).contains(value | 0x20) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return isAssigned(inUnicode: 16)
        default: return false
        }
    }

    /// `\p{N}` in a regular expression.
    var isNumber: Bool {
        if isASCII { return (0x30...0x39).contains(value) }
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return isAssigned(inUnicode: 16)
        default: return false
        }
    }

    /// `\s` in a regular expression, and white space everywhere else.
    var isSpace: Bool { isASCII ? (0x09...0x0D).contains(value) || value == 0x20 : properties.isWhitespace }

    /// What BERT's cleaning takes out: NUL, U+FFFD, controls, formats and private use.
    var isRemovedByBERT: Bool {
        if isASCII { return (value < 0x20 || value == 0x7F) && ![0x09, 0x0A, 0x0D].contains(value) }
        switch properties.generalCategory {
        case .control, .format, .privateUse: return isAssigned(inUnicode: 8)
        default: return value == 0xFFFD
        }
    }

    /// What BERT splits off as a word of its own; in ASCII that includes symbols such as `$` and `+`.
    var isBERTPunctuation: Bool {
        if isASCII { return (0x21...0x7E).contains(value) && !isLetter && !isNumber }
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return isAssigned(inUnicode: 8)
        default: return value == 0x166D || value == 0x111C9
        }
    }

    /// An accent, in BERT's sense: a mark that takes no space.
    var isBERTAccent: Bool {
        switch value {
        case 0x1734, 0x1171E: true
        case ..<0x300, 0x1885, 0x1886, 0xA9BD, 0x111C9: false
        default: properties.generalCategory == .nonspacingMark && isAssigned(inUnicode: 8)
        }
    }

    /// The blocks of ideographs that BERT makes words of their own; newer blocks are not among them.
    var isBERTIdeograph: Bool {
        switch value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
            0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// Whether the normal forms (NFC, NFD) do anything with it.
    var isKnownToNormalization: Bool { isASCII || isAssigned(inUnicode: 9) }

    private func isAssigned(inUnicode major: Int) -> Bool {
        guard let age = properties.age else { return false }
        return age.major < major || (age.major == major && age.minor == 0)
    }
}
