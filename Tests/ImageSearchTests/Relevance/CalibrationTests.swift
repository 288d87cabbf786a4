import ImageSearchTesting
import Testing

@testable import ImageSearch

/// Relevance in a space that is made up: texts and pictures share directions of meaning, each side around a mean of its own.
@Suite struct CalibrationTests {
    private let space = MadeUpSpace(meanings: 200, dimensions: 64)

    private func target(_ meaning: Int) -> SearchTarget { SearchTarget(space.text(meaning), of: .words) }

    private func scoring(_ target: SearchTarget, among count: Int = 100) -> Scoring {
        Scoring(target, space.calibration, among: count)
    }

    @Test func `what the words say is likely, other things are not`() throws {
        let pictures = (0..<100).map { space.picture($0) }
        for meaning in 0..<20 {
            let found = scoring(target(meaning)).relevance(of: pictures)
            #expect(found[meaning].band == .likely && found[meaning].percentile > 99.9)
            #expect(found.indices.filter { $0 != meaning && found[$0].band == .likely }.isEmpty)
        }
    }

    @Test func `nothing is likely for words that no picture shows`() {
        let pictures = (0..<100).map { space.picture($0) }
        let likely = (100..<200).filter { meaning in
            scoring(target(meaning)).relevance(of: pictures).contains { $0.band == .likely }
        }
        #expect(likely.count <= 5)
    }

    @Test func `nothing is likely with a model that tells nothing apart`() {
        let blind = MadeUpSpace(meanings: 200, dimensions: 64, meaning: 0.001)
        #expect(space.calibration.tellsApart && !blind.calibration.tellsApart)
        let pictures = (0..<100).map { blind.picture($0) }
        for meaning in 0..<50 {
            let target = SearchTarget(blind.text(meaning), of: .words)
            let found = Scoring(target, blind.calibration, among: 100).relevance(of: pictures)
            #expect(found.allSatisfy { $0.band == .unlikely })
        }
    }

    @Test func `standings of the bank's texts are spread around 0 by 1`() {
        let calibration = space.calibration
        let picture = space.picture(3)
        let position = calibration.position(ofPicture: picture)
        let standings = (0..<calibration.bank.vectors.count).map { row in
            let text = Embedding(normalized: Array(calibration.bank.vectors[row]))
            return calibration.standing(
                ofWords: product(text.values, picture.values), calibration.position(ofTerm: text), in: position)
        }
        let mean = standings.reduce(0, +) / Double(standings.count)
        let variance = standings.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(standings.count)
        #expect(abs(mean) < 0.01 && abs(variance.squareRoot() - 1) < 0.1)
    }

    @Test func `a picture finds itself and no other likely`() {
        let pictures = (0..<100).map { space.picture($0) }
        let found = scoring(SearchTarget(pictures[7], of: .pictures)).relevance(of: pictures)
        #expect(found.indices.filter { found[$0].band == .likely } == [7])
    }

    @Test func `of two things both have to be there, and none that is left out`() throws {
        let both = space.picture(1, 2)
        let pictures = (10..<100).map { space.picture($0) } + [space.picture(1), both]
        let sum = try SearchTarget(sumOf: [
            .init(space.text(1), of: .words), .init(space.text(2), of: .words),
        ])
        let found = scoring(sum).relevance(of: pictures)
        #expect(found.last?.band == .likely && found[found.count - 2].band != .likely)
        let without = try SearchTarget(sumOf: [
            .init(space.text(1), of: .words), .init(space.text(2), of: .words, weight: -0.5),
        ])
        let left = scoring(without).relevance(of: pictures)
        #expect(left.last?.band != .likely && left[left.count - 2].band == .likely)
    }

    @Test func `only something left out makes nothing likely, and its picture unlikely`() throws {
        let target = try SearchTarget(sumOf: [.init(space.text(5), of: .words, weight: -0.5)])
        let found = scoring(target).relevance(of: (0..<50).map { space.picture($0) })
        #expect(found.allSatisfy { $0.band != .likely } && found[5].band == .unlikely)
    }

    @Test func `it is the same once it was kept, and nothing else is taken for one`() throws {
        let kept = space.calibration
        #expect(Calibration(kept.bytes, of: kept.bank.texts) == kept)
        #expect(Calibration(kept.bytes.dropLast(1) + [], of: kept.bank.texts) == nil)
        #expect(Calibration(kept.bytes.dropLast(4) + [], of: kept.bank.texts) == nil)
        #expect(Calibration(kept.bytes, of: kept.bank.texts + ["another"]) == nil)
        #expect(Calibration([0] + kept.bytes.dropFirst(), of: kept.bank.texts) == nil)
        #expect(Calibration([], of: kept.bank.texts) == nil)
    }

    @Test func `the descriptions nearest to a picture are those of what it shows`() {
        #expect(space.calibration.descriptions(of: [space.picture(42)], count: 3).first?.first == "text 42")
        let bank = space.calibration.bank
        let pictures = (0..<20).map { space.picture($0) }
        let sorted = pictures.map { picture in
            let centred = zip(picture.values, space.calibration.pictureMean).map { $0 - $1 }
            let products = (0..<bank.vectors.count).map { product(Array(bank.vectors[$0]), centred) }
            return products.indices.sorted { products[$0] > products[$1] }.prefix(5).map { bank.texts[$0] }
        }
        #expect(space.calibration.descriptions(of: pictures, count: 5) == sorted)
    }

    @Test(arguments: [1, 3, 8, 13, 64, 67], [1, 2, 4, 5, 9]) func `many products at once are those of one and one`(
        dimensions: Int, count: Int
    ) {
        var random = SeededGenerator(seed: 7)
        func vector() -> [Float] { (0..<dimensions).map { _ in Float.random(in: -1...1, using: &random) } }
        var rows = VectorRows(dimensions: dimensions)
        for _ in 0..<11 { rows.append(vector()) }
        let others = (0..<count).map { _ in vector() }
        let found = rows.products(with: others)
        for (products, other) in zip(found, others) {
            for (row, product) in products.enumerated() {
                #expect(
                    abs(Double(product) - zip(rows[row], other).reduce(0) { $0 + Double($1.0) * Double($1.1) }) < 1e-4)
            }
        }
        #expect(found.count == count && found.allSatisfy { $0.count == 11 })
    }
}

/// Texts and pictures of a number of meanings.
private struct MadeUpSpace {
    private let directions: [[Float]]
    private let textMean, pictureMean: [Float]
    private let meaning: Float
    let calibration: Calibration

    init(meanings: Int, dimensions: Int, meaning: Float = 0.6) {
        var generator = SeededGenerator(seed: 11)
        func direction() -> [Float] {
            let raw = (0..<dimensions).map { _ in Float.random(in: -1...1, using: &generator) }
            return (try? Embedding(normalizing: raw))?.values ?? raw
        }
        let directions = (0..<meanings).map { _ in direction() }
        let (textMean, pictureMean) = (direction(), direction())
        self.directions = directions
        self.textMean = textMean
        self.pictureMean = pictureMean
        self.meaning = meaning
        var bank = VectorRows(dimensions: dimensions)
        for index in 0..<meanings { bank.append(Self.vector(textMean, [directions[index]], 0.6)) }
        var blanks = VectorRows(dimensions: dimensions)
        for _ in 0..<12 { blanks.append(Self.vector(pictureMean, [direction()], meaning)) }
        calibration = Calibration(
            bank: TextBank(texts: (0..<meanings).map { "text \($0)" }, vectors: bank), blanks: blanks)
    }

    func text(_ index: Int) -> Embedding { Embedding(normalized: Self.vector(textMean, [directions[index]], 0.6)) }

    func picture(_ shown: Int...) -> Embedding {
        Embedding(normalized: Self.vector(pictureMean, shown.map { directions[$0] }, meaning))
    }

    private static func vector(_ mean: [Float], _ directions: [[Float]], _ share: Float) -> [Float] {
        var sum = mean.map { $0 * (1 - share) }
        for direction in directions { for index in sum.indices { sum[index] += share * direction[index] } }
        return (try? Embedding(normalizing: sum))?.values ?? sum
    }
}
