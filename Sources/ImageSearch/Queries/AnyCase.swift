// Texts in any case, as conditions compare them: character by character (Unicode scalars), whatever the language and the database.
// A letter stands for its small, capital and title form where each is one character; nothing else is equated, accents above all.

extension Unicode.Scalar {
    /// The characters that count as this one in any case, itself first.
    package var caseVariants: [Unicode.Scalar] {
        var variants = [self]
        var next = 0
        // A second step leads from the final to the usual sigma, by their common capital.
        while next < variants.count {
            let properties = variants[next].properties
            for text in [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping] {
                guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else { continue }
                if !variants.contains(scalar) { variants.append(scalar) }
            }
            next += 1
        }
        return variants
    }
}

extension String {
    /// Whether another text occurs in it, in any case.
    package func contains(inAnyCase text: String) -> Bool {
        let (all, wanted) = (Array(unicodeScalars), text.unicodeScalars.map(\.caseVariants))
        guard wanted.count <= all.count else { return false }
        return (0...all.count - wanted.count).contains { start in
            wanted.indices.allSatisfy { wanted[$0].contains(all[start + $0]) }
        }
    }

    /// Whether it begins with another text, in any case.
    package func starts(withAnyCaseOf text: String) -> Bool {
        let wanted = text.unicodeScalars.map(\.caseVariants)
        return unicodeScalars.count >= wanted.count && zip(unicodeScalars, wanted).allSatisfy { $1.contains($0) }
    }
}
