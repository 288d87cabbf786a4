/// How the terms of one query stand in pictures.
struct Scoring {
    private let calibration: Calibration
    private let bands: Bands
    private let terms: [(part: SearchTarget.Part, position: TermPosition)]
    /// The length of the sum of standings by chance.
    private let scale: Double

    init(_ target: SearchTarget, _ calibration: Calibration, among pictures: Int) {
        self.calibration = calibration
        bands = Bands(among: pictures)
        terms = target.parts.map { ($0, calibration.position(ofTerm: $0.embedding)) }
        scale = target.parts.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
    }

    /// How likely each of the pictures of an answer is to fit.
    func relevance(of pictures: [Embedding]) -> [Relevance] {
        let standings = pictures.map(standings(in:))
        let sums = standings.map(sum)
        let best = sums.max() ?? 0
        return zip(standings, sums).map { parts, sum in
            let band = calibration.tellsApart ? min(bands.band(sum, best: best), limit(of: parts)) : .unlikely
            return Relevance(band: band, percentile: Relevance.percentile(of: sum))
        }
    }

    /// How each term stands in a picture.
    private func standings(in picture: Embedding) -> [Double] {
        let position = calibration.position(ofPicture: picture)
        return terms.map { term in
            let similarity = product(term.part.embedding.values, picture.values)
            switch term.part.origin {
            case .words: return calibration.standing(ofWords: similarity, term.position, in: position)
            case .pictures: return calibration.standing(ofPicture: similarity, term.position, in: position)
            }
        }
    }

    private func sum(_ standings: [Double]) -> Double {
        zip(terms, standings).reduce(0) { $0 + $1.0.part.weight * $1.1 } / scale
    }

    /// The highest band that a picture can have in which one thing is missing, or shows that is to be left out.
    private func limit(of standings: [Double]) -> Relevance.Band {
        zip(terms, standings).map { term, standing in
            let alone = bands.band(standing, best: standing)
            if term.part.weight > 0 { return alone == .unlikely ? .maybe : .likely }
            switch alone {
            case .likely: return .unlikely
            case .maybe: return .maybe
            case .unlikely: return terms.contains { $0.part.weight > 0 } ? .likely : .maybe
            }
        }.min() ?? .likely
    }
}
