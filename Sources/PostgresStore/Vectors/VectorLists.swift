import ImageSearch

/// How many lists the vectors are divided into, each around a centre: a search goes through those with the nearest centres.
///
/// Words lie apart from all pictures, so that their nearest pictures are scattered. Neighbours of neighbours, along which a
/// graph of pictures is walked, do not lead to them; the centres are compared with the words themselves (docs/decisions/0050).
struct VectorLists: Sendable, Equatable {
    /// Finding the centres takes time and memory by the square of their number: from 250,000 pictures on they grow more slowly.
    private static let many = (lists: 2000.0, pictures: 250_000.0)

    /// How many there are.
    private(set) var lists: Int
    private let dimensions: Int

    /// As many as suit the pictures: lists and centres then take about as long to go through.
    init(pictures: Int, dimensions: Int) {
        let (many, pictures) = (VectorLists.many, Double(pictures))
        let root = (pictures / many.pictures).squareRoot()
        lists = max(Int(many.lists * (root > 1 ? root.squareRoot() : root)), 1)
        self.dimensions = dimensions
    }

    /// Fewer, so that finding their centres takes no more memory than that.
    mutating func reduce(to kilobytes: Int) {
        while lists > 1, self.kilobytes > kilobytes { lists = lists * 9 / 10 }
    }

    /// What finding the centres takes: 50 vectors for each in a sample of 10,000 or more, with its distance from every centre.
    var kilobytes: Int {
        let sample = max(50 * lists, 10_000)
        return (sample * (2 * dimensions + 32 + 4 * lists) + lists * (4 * lists + 16 * dimensions + 64)) / 1000 + 1024
    }

    /// About how many pictures there were when an index with so many lists was built.
    static func pictures(lists: Int) -> Double {
        let share = Double(lists) / many.lists
        return many.pictures * (share > 1 ? share * share * share * share : share * share)
    }

    /// How many lists a search has to go through to find .98 of the nearest.
    ///
    /// - Parameters:
    ///   - depth: how many of the nearest pictures are gone through: the number asked for, divided by the share of the
    ///     pictures that a filter keeps.
    ///   - origin: the nearest pictures of words are scattered over more lists.
    ///   - isGrown: pictures came after the lists were made; where they show what none showed before, no centre is theirs.
    /// - Returns: at most 10,000.
    static func probes(depth: Double, origin: SearchTarget.Origin, isGrown: Bool) -> Int {
        switch origin {
        case .pictures: Int(min(25 + 2.5 * depth.squareRoot(), 10_000))
        case .words: Int(min((isGrown ? 240 : 130) + 5 * depth.squareRoot(), 10_000))
        }
    }
}
