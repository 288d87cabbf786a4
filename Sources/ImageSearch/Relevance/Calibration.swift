/// What is known of a model's space once its embeddings of the text bank and of the blank pictures are there.
///
/// With it similarities become *standings*, which mean the same whatever the query, the picture and the model: 0 is where a
/// description stands that has nothing to do with the picture, and 1 the usual difference among such descriptions.
/// Decision 0051 has the measurements behind it.
struct Calibration: Sendable, Equatable {
    /// So many directions of the bank tell how far its texts are spread over a picture, to a few in a hundred.
    static let directionCount = 32
    /// Centred similarities of two pictures that have nothing to do with each other: the mean, and the usual difference.
    private static let unlikePictures = (mean: 0.2, deviation: 0.12)

    /// The descriptions and their embeddings.
    let bank: TextBank
    /// The mean of the blank pictures' embeddings: what all pictures have in common.
    let pictureMean: [Float]
    /// The model tells pictures apart by texts; one of random weights does not.
    let tellsApart: Bool
    /// How the bank's embeddings are spread.
    let spread: PrincipalDirections

    /// The mean of the bank, the mean of pictures, and the directions: all that a picture is compared with.
    private let rows: VectorRows
    /// The products of the rows with the mean of pictures.
    private let ofPictureMean: [Float]

    /// Takes what was computed before.
    init(bank: TextBank, pictureMean: [Float], tellsApart: Bool, spread: PrincipalDirections) {
        self.bank = bank
        self.pictureMean = pictureMean
        self.tellsApart = tellsApart
        self.spread = spread
        rows = VectorRows(
            dimensions: bank.vectors.dimensions, values: bank.vectors.mean + pictureMean + spread.directions.values)
        ofPictureMean = rows.products(with: pictureMean)
    }

    /// Computes it: takes about a second.
    ///
    /// - Parameters:
    ///   - bank: the descriptions.
    ///   - blanks: embeddings of blank pictures, at least one.
    init(bank: TextBank, blanks: VectorRows) {
        self.init(
            bank: bank, pictureMean: blanks.mean, tellsApart: Self.tellsApart(bank.vectors, blanks),
            spread: PrincipalDirections(of: bank.vectors, around: bank.vectors.mean, count: Self.directionCount))
    }

    /// Where a stored picture lies.
    func position(ofPicture picture: Embedding) -> PicturePosition {
        let products = rows.products(with: picture.values)
        let centred = zip(products, ofPictureMean).map { $0 - $1 }
        let length = product(picture.values, picture.values)
        let square = max(0, Float(length) - 2 * products[1] + ofPictureMean[1])
        return PicturePosition(
            ofTextMean: Double(centred[0]), ofPictureMean: Double(products[1]),
            deviation: Double(spread.variance(centred.dropFirst(2), square: square)).squareRoot(),
            length: Double(square).squareRoot())
    }

    /// Where a term of a query lies.
    func position(ofTerm term: Embedding) -> TermPosition {
        let ofMean = product(term.values, pictureMean)
        let square = product(term.values, term.values) - 2 * ofMean + Double(ofPictureMean[1])
        return TermPosition(ofPictureMean: ofMean, length: max(0, square).squareRoot())
    }

    /// How words stand in a picture.
    func standing(ofWords similarity: Double, _ term: TermPosition, in picture: PicturePosition) -> Double {
        guard picture.deviation > 0 else { return 0 }
        return (similarity - term.ofPictureMean - picture.ofTextMean) / picture.deviation
    }

    /// How another picture stands in a picture.
    func standing(ofPicture similarity: Double, _ term: TermPosition, in picture: PicturePosition) -> Double {
        guard picture.length > 0, term.length > 0 else { return 0 }
        let shared = similarity - term.ofPictureMean - picture.ofPictureMean + Double(ofPictureMean[1])
        return (shared / (term.length * picture.length) - Self.unlikePictures.mean) / Self.unlikePictures.deviation
    }

    /// Whether what a text has in common with one picture differs from what it has in common with others.
    ///
    /// - Returns: with texts that stand alike whatever the picture, `false`.
    private static func tellsApart(_ texts: VectorRows, _ blanks: VectorRows) -> Bool {
        let (textMean, blankMean) = (texts.mean, blanks.mean)
        var (own, all) = (0.0, 0.0)
        let common = texts.products(with: blankMean)
        let middle = product(textMean, blankMean)
        for row in 0..<blanks.count {
            let blank = Array(blanks[row])
            let shift = product(textMean, blank)
            for (similarity, common) in zip(texts.products(with: blank), common) {
                let deviation = Double(similarity) - shift
                all += deviation * deviation
                own += (deviation - (Double(common) - middle)) * (deviation - (Double(common) - middle))
            }
        }
        // The demo has 0.30, a model of random weights 0.005.
        return own > 0.04 * all
    }
}

/// What of a stored picture its standings depend on.
struct PicturePosition: Sendable, Equatable {
    /// Its product with the mean of the bank, the mean of pictures taken off it.
    let ofTextMean: Double
    /// Its product with the mean of pictures.
    let ofPictureMean: Double
    /// How far the bank's texts are spread over it.
    let deviation: Double
    /// Its length, the mean of pictures taken off it.
    let length: Double
}

/// What of a query's term its standings depend on.
struct TermPosition: Sendable, Equatable {
    /// Its product with the mean of pictures.
    let ofPictureMean: Double
    /// Its length, the mean of pictures taken off it.
    let length: Double
}
