/// open_clip's `canonicalize_text`: underscores to spaces, no ASCII punctuation, lower case, single spaces.
func canonicalized(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
        if scalar == "_" || scalar.isPythonSpace {
            if let last = result.last, last != " " { result.append(" ") }
        } else if scalar.isASCII, scalar.isBERTPunctuation {
            continue
        } else if scalar == "\u{3A3}" {
            result.append(scalars.isFinalSigma(at: index) ? "\u{3C2}" : "\u{3C3}")
        } else {
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }
    if result.last == " " { result.removeLast() }
    return String(result)
}

extension Unicode.Scalar {
    /// What Python's `str.split()` splits at: white space, and the four separators of ASCII.
    fileprivate var isPythonSpace: Bool { isSpace || (0x1C...0x1F).contains(value) }

    /// What a sigma's surroundings are told by, punctuation being taken out before.
    fileprivate var isPassedOver: Bool { properties.isCaseIgnorable || (isASCII && isBERTPunctuation && self != "_") }
}

extension [Unicode.Scalar] {
    /// Python's lower case, as Unicode's, writes a sigma at the end of a word in its own form.
    fileprivate func isFinalSigma(at index: Int) -> Bool {
        let before = self[..<index].last { !$0.isPassedOver }
        let after = self[(index + 1)...].first { !$0.isPassedOver }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
