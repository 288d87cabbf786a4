extension String {
    /// The text with all spelled out that a terminal or a reader of lines would act on rather than show.
    ///
    /// Names of files and whatever else comes from outside may hold escape sequences, line ends and marks that turn the
    /// direction of writing. They become `\u{1b}` and the like: one text is one line, and shows what it is.
    var printable: String { spellingOut { "\\u{\(String($0.value, radix: 16))}" } }

    /// JSON that is as inert: the same characters, which JSON allows within strings, in JSON's own spelling.
    ///
    /// The encoder spells out those below U+0020 within strings; what is left of them are its own line ends.
    var printableJSON: String {
        spellingOut { scalar in
            guard scalar != "\n" else { return "\n" }
            return scalar.utf16.map { "\\u" + String(0x10000 + Int($0), radix: 16).dropFirst() }.joined()
        }
    }

    private func spellingOut(_ spell: (Unicode.Scalar) -> String) -> String {
        guard unicodeScalars.contains(where: \.isActedOn) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isActedOn { text.append(contentsOf: spell(scalar).unicodeScalars) } else { text.append(scalar) }
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    /// Controls, separators of lines and invisible marks, but for the two joiners that scripts and emoji need.
    fileprivate var isActedOn: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: value != 0x200c && value != 0x200d
        default: false
        }
    }
}
