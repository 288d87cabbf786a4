import Foundation
import ImageSearch
import ImageSearchTesting
import Testing

@testable import PlaceNames

/// The nearest town, held against a search over all of them.
struct TownsTests {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "vendor/places/towns.tsv").path
    private static let lines = TownLines((try? Data(contentsOf: URL(filePath: path))).map(Array.init) ?? [])
    private static let towns = Towns(lines)

    @Test func `setup has fetched the towns`() { #expect(Self.lines.count > 100_000) }

    @Test(arguments: [
        (43.7034, 7.2663, "Nice, Provence-Alpes-Côte d'Azur, France"), (52.52, 13.405, "Berlin"),
        (-33.8688, 151.2093, "Sydney"),
        (35.68, 139.69, "Japan"), (64.1466, -21.9426, "Iceland"),
    ])
    func `places have the names that people know`(latitude: Double, longitude: Double, name: String) throws {
        let position = try #require(Position(latitude: latitude, longitude: longitude))
        #expect(try #require(Self.towns.name(at: position)).contains(name))
    }

    @Test(arguments: [(0.0, -30.0), (90, 0), (-90, 77), (-75, 0), (40, -140)])
    func `where no town is near there is no name`(latitude: Double, longitude: Double) throws {
        #expect(Self.towns.name(at: try #require(Position(latitude: latitude, longitude: longitude))) == nil)
    }

    @Test func `the nearest is that of a search over all`() throws {
        var random = SeededGenerator(seed: 11)
        let near = (0..<40).map { _ in Self.lines.positions.randomElement(using: &random) }.compactMap { town in
            town.flatMap {
                Position(
                    latitude: $0.latitude + .random(in: -0.4...0.4, using: &random),
                    longitude: $0.longitude + .random(in: -0.4...0.4, using: &random))
            }
        }
        for position in near { #expect(Self.towns.nearest(to: position) == Self.nearestOfAll(position, Self.lines)) }
    }

    /// Towns that were made up, where cells are narrow and where the map ends.
    @Test(arguments: [89.9, 89.4, 85.0, 70.0, 0.0, -70.0, -89.9], [-180.0, -179.9, 179.9, 180.0, 0.0])
    func `at the poles and the date line too`(latitude: Double, longitude: Double) throws {
        var random = SeededGenerator(seed: 12)
        let text = (0..<400).map { number in
            let row = latitude + .random(in: -1...1, using: &random)
            let column = longitude + .random(in: -4...4, using: &random)
            let around = column > 180 ? column - 360 : column < -180 ? column + 360 : column
            return
                "\(max(-90, min(90, row)))\t\(abs(latitude) > 89 ? Double.random(in: -180...180, using: &random) : around)\tT\(number)\n"
        }
        let lines = TownLines(Array(text.joined().utf8))
        #expect(lines.count == 400)
        let position = try #require(Position(latitude: latitude, longitude: longitude))
        let nearest = Towns(lines).nearest(to: position)
        #expect(nearest == Self.nearestOfAll(position, lines))
        #expect(nearest != nil)
    }

    @Test func `lines that are none are passed over`() {
        let lines = TownLines(
            Array("a\tb\tc\n1\t2\n91\t0\tX\n\n1\t2\tBerlin\tBerlin\tGermany\n3\t4\tLast\t\tLand".utf8))
        #expect((0..<lines.count).map { lines.name(of: $0) } == ["Berlin, Germany", "Last, Land"])
    }

    @Test func `a file that is not there is told once, and costs the names only`() async throws {
        let told = Counter()
        let places = PlaceNames(file: "/nowhere/towns.tsv") { _ in told.count() }
        let position = try #require(Position(latitude: 1, longitude: 2))
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<8 { group.addTask { await places.place(at: position) } }
            for await place in group { #expect(place == nil) }
        }
        #expect(told.value == 1)
    }

    private static func nearestOfAll(_ position: Position, _ lines: TownLines) -> Int? {
        let distances = lines.positions.map { Towns.distance(position, $0) }
        let nearest = distances.indices.min { (distances[$0], $0) < (distances[$1], $1) }
        return nearest.flatMap { distances[$0] <= Towns.farthest ? $0 : nil }
    }
}
