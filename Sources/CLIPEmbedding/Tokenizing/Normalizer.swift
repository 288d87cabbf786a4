import Foundation
import JSONText
import ModelPackages

/// What is done to a text before it is split into words: `normalizer` in tokenizer.json.
indirect enum Normalizer: Sendable {
    case sequence([Normalizer])
    case nfc
    case nfd
    case lowercase
    /// Each run of white space becomes this.
    case replaceSpace(with: [Unicode.Scalar])
    case bert(BERTNormalizer)

    init(_ json: JSON) throws(ModelError) {
        switch json["type"]?.string {
        case "Sequence":
            var steps: [Normalizer] = []
            for step in json["normalizers"]?.array ?? [] { steps.append(try Normalizer(step)) }
            self = .sequence(steps)
        case "NFC": self = .nfc
        case "NFD": self = .nfd
        case "Lowercase": self = .lowercase
        case "Replace" where json["pattern"]?["Regex"]?.string == "\\s+":
            let replacement = Array((json["content"]?.string ?? "").unicodeScalars)
            // Several that each made many characters of one would make a text of any length.
            guard replacement.count <= 1 else { throw .unsupportedTokenizer("normalizer", "Replace by a longer text") }
            self = .replaceSpace(with: replacement)
        case "BertNormalizer": self = .bert(BERTNormalizer(json))
        case let other: throw .unsupportedTokenizer("normalizer", other)
        }
    }

    func apply(to text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        switch self {
        case .sequence(let steps): steps.reduce(text) { $1.apply(to: $0) }
        case .nfc: text.composed()
        case .nfd: text.decomposed()
        case .lowercase: text.lowercased()
        case .replaceSpace(let replacement): text.replacingSpace(with: replacement)
        case .bert(let bert): bert.apply(to: text)
        }
    }
}

/// BERT's cleaning, as the reference means it.
struct BERTNormalizer: Sendable {
    let cleansText, separatesIdeographs, stripsAccents, lowercases: Bool

    init(_ json: JSON) {
        cleansText = json["clean_text"]?.bool ?? true
        separatesIdeographs = json["handle_chinese_chars"]?.bool ?? true
        lowercases = json["lowercase"]?.bool ?? true
        stripsAccents = json["strip_accents"]?.bool ?? lowercases
    }

    func apply(to text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var text = text
        if cleansText {
            text = text.compactMap { $0.isRemovedByBERT ? nil : $0.isSpace ? " " : $0 }
        }
        if separatesIdeographs, text.contains(where: \.isBERTIdeograph) {
            text = text.flatMap { $0.isBERTIdeograph ? [" ", $0, " "] : [$0] }
        }
        if stripsAccents { text = text.decomposed().filter { !$0.isBERTAccent } }
        return lowercases ? text.lowercased() : text
    }
}

extension [Unicode.Scalar] {
    fileprivate func composed() -> Self { converted(\.precomposedStringWithCanonicalMapping) }

    fileprivate func decomposed() -> Self { converted(\.decomposedStringWithCanonicalMapping) }

    /// Converts the runs of characters that the reference's tables know; it lets others stand, and never moves across them.
    private func converted(_ conversion: (String) -> String) -> Self {
        if allSatisfy(\.isASCII) { return self }
        var result: Self = []
        result.reserveCapacity(count)
        var run = String.UnicodeScalarView()
        for scalar in self {
            if scalar.isKnownToNormalization {
                run.append(scalar)
                continue
            }
            result.append(contentsOf: conversion(String(run)).unicodeScalars)
            result.append(scalar)
            run = String.UnicodeScalarView()
        }
        result.append(contentsOf: conversion(String(run)).unicodeScalars)
        return result
    }

    /// Each character by itself: a sigma at the end of a word stays like any other, as in the reference.
    fileprivate func lowercased() -> Self {
        var lower: Self = []
        lower.reserveCapacity(count)
        for scalar in self {
            if scalar.isASCII {
                lower.append((0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value | 0x20)) : scalar)
            } else {
                lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return lower
    }

    fileprivate func replacingSpace(with replacement: Self) -> Self {
        var result: Self = []
        result.reserveCapacity(count)
        var isInSpace = false
        for scalar in self {
            if !scalar.isSpace {
                result.append(scalar)
            } else if !isInSpace {
                result.append(contentsOf: replacement)
            }
            isInSpace = scalar.isSpace
        }
        return result
    }
}
