import ImageSearch

/// What is asked of all pictures together.
extension CatalogueContract {
    func verifyStatistics() async throws {
        let store = try await makeStore()
        let nothing = try await store.statistics()
        try promise(
            nothing
                == CatalogueStatistics(
                    isExact: true, pictures: 0, gone: 0, sources: [], formats: [:], withPosition: 0, dates: nil,
                    refused: 0, favourites: 0), "has no numbers of nothing: \(nothing)")
        let position = Position(latitude: -1, longitude: 2)
        let pictures = [
            try made("a", Facts(width: 1, height: 1, format: .png, taken: CaptureTime(wallClock: -86_400))),
            try made("b", Facts(width: 1, height: 1, format: .png, position: position)), try made("c", nil),
            try made("gone", Facts(width: 1, height: 1, format: .gif, taken: CaptureTime(wallClock: 9 << 40))),
            try made("x", Facts(width: 1, height: 1, format: .avif), source: "other"),
        ]
        try await store.save(pictures)
        try await store.run(over: Array(pictures[0..<3]))
        let empty = try await store.begin("empty", below: "")
        try await store.refuse([Refusal(file: file("new"), reason: PictureError(.damaged, ""))], rules: "some")
        try await store.attempt([file("in work")], rules: "some")
        let found = try await store.statistics()
        try promise(found.isExact && (found.pictures, found.gone) == (4, 1), "counts all pictures: \(found)")
        try promise(found.formats == [.png: 2, .avif: 1], "counts formats: \(found.formats)")
        try promise(found.withPosition == 1, "counts positions: \(found.withPosition)")
        try promise(found.dates == -86_400...0, "knows the first and the last date: \(String(describing: found.dates))")
        try promise(found.refused == 1, "counts what is refused: \(found.refused)")
        try promise(
            found.sources.map(\.source.name) == [empty.source, "other", "source"], "names all sources: \(found)")
        try promise(found.sources.map(\.pictures) == [0, 1, 3], "counts the pictures of sources: \(found)")
        try promise(found.sources.map(\.gone) == [0, 0, 1], "counts what is gone of sources: \(found)")
        try promise(found.sources.map(\.bytes) == [0, 1, 3], "counts the bytes of sources: \(found)")
    }

    func verifySuggestions() async throws {
        let store = try await makeStore()
        try promise(
            try await store.suggestions(for: .folder, prefix: "", limit: 9).isEmpty, "suggests nothing at first")
        let nice = "Nice, Provence, France"
        let pictures = [
            try made("trips/2024/a", Facts(width: 1, height: 1, format: .png, camera: "Élan 7", place: nice)),
            try made("trips/b", Facts(width: 1, height: 1, format: .png, camera: "élan 7", place: "Paris, France")),
            try made("ab/\(String(repeating: "ab", count: 32)).png", nil, source: "uploads"),
            try made("c", nil), try made("Trips/c", nil, source: "other"),
            try made("zoo/gone", Facts(width: 1, height: 1, format: .gif, camera: "Z", place: "Zug")),
        ]
        try await store.save(pictures)
        try await store.run(over: [pictures[0], pictures[1], pictures[3]])
        let expected: [(SuggestionKind, String, [(String, Int)])] = [
            (.source, "", [("source", 3), ("other", 1), ("uploads", 1)]), (.source, "OTH", [("other", 1)]),
            (.folder, "", [("trips", 2), ("Trips", 1), ("trips/2024", 1)]),
            (.folder, "TRIPS/", [("trips/2024", 1)]), (.folder, "rips", []), (.folder, "tr.ps", []),
            (.camera, "ÉL", [("Élan 7", 1), ("élan 7", 1)]), (.camera, "el", []), (.camera, "z", []),
            (.place, "", [("France", 2), ("Nice", 1), ("Paris", 1), ("Provence", 1)]),
            (.place, "p", [("Paris", 1), ("Provence", 1)]),
            (.format, "", [("png", 2)]), (.format, "\0", []), (.format, "(", []),
        ]
        for (kind, prefix, values) in expected {
            let found = try await store.suggestions(for: kind, prefix: prefix, limit: 9)
            let wanted = values.map { Suggestion(value: $0, pictures: $1) }
            try promise(found == wanted, "suggests each \(kind) that begins with '\(prefix)': \(found)")
            let first = try await store.suggestions(for: kind, prefix: prefix, limit: 1)
            try promise(first == Array(wanted.prefix(1)), "suggests as many as are asked for: \(first)")
        }
    }

    func verifyCopies() async throws {
        let store = try await makeStore()
        var pictures: [Picture] = []
        for content in 0..<7 {
            // One of the content 0, 2 of 1, 3 of 2 and so on; one of each is gone.
            for copy in 0...content + 1 {
                var picture = try made("\(content)/\(copy)", nil)
                picture.content = ContentHash(of: [UInt8(content)])
                pictures.append(picture)
            }
        }
        try await store.save(pictures)
        let left = pictures.filter { !$0.file.location.path.hasSuffix("/0") }
        try await store.run(over: left)
        let groups = Dictionary(grouping: left, by: \.content).values.filter { $0.count > 1 }
        let expected = groups.map { group in group.map(\.id).sorted() }
            .sorted { one, other in content(one, left).lexicographicallyPrecedes(content(other, left)) }
        for limit in [1, 2, 6, 100] {
            var found: [[StoredPicture]] = []
            while true {
                let part = try await store.copies(after: found.last?[0].content, limit: limit)
                found += part
                try promise(part.count <= limit, "lists no more groups than are asked for")
                if part.count < limit { break }
            }
            try promise(found.map { $0.map(\.id) } == expected, "lists copies, \(limit) groups at a time: \(found)")
        }
        for content in 0..<8 {
            let count = try await store.pictures(of: ContentHash(of: [UInt8(content)]))
            try promise(count == (content < 7 ? content + 1 : 0), "counts the copies of \(content): \(count)")
        }
    }

    func verifyLists() async throws {
        let store = try await makeStore()
        var pictures = try (0..<20).map { number in
            let hash: UInt64? = number.isMultiple(of: 3) ? nil : .max - UInt64(number)
            let facts = Facts(
                width: 1, height: 1, format: .png, perceptualHash: hash, extractor: number.isMultiple(of: 4) ? 7 : 8)
            return try made("\(number)", number.isMultiple(of: 5) ? nil : facts)
        }
        try await store.save(pictures)
        try await store.run(over: Array(pictures.dropLast(2)))
        try await store.refuse(
            pictures.suffix(2).map { Refusal(file: $0.file, reason: PictureError(.damaged, $0.file.location.path)) },
            rules: "some")
        pictures = pictures.dropLast(2).sorted { $0.id < $1.id }
        let hashed = pictures.filter { $0.facts?.perceptualHash != nil }
        let outdated = pictures.filter { ($0.facts?.extractor ?? 0) < 8 }
        for limit in [1, 3, 100] {
            let hashes = try await parts(limit, \.id) { try await store.perceptualHashes(after: $0, limit: limit) }
            try promise(hashes.map(\.id) == hashed.map(\.id), "lists hashes, \(limit) at a time: \(hashes)")
            try promise(
                hashes.map(\.perceptualHash) == hashed.map(\.facts?.perceptualHash), "tells the hashes: \(hashes)")
            try promise(hashes.map(\.content) == hashed.map(\.content), "tells the contents: \(hashes)")
            let old = try await parts(limit, \.id) {
                try await store.outdatedFacts(below: 8, after: $0, limit: limit)
            }
            try promise(old.map(\.id) == outdated.map(\.id), "lists outdated facts, \(limit) at a time: \(old)")
            let refused = try await parts(limit, \.id) { try await store.refusals(after: $0, limit: limit) }
            try promise(
                refused.map(\.location?.path) == refused.map(\.reason.detail) && refused.count == 2
                    && refused[0].id < refused[1].id, "lists refused files, \(limit) at a time: \(refused)")
        }
        try promise(
            try await store.outdatedFacts(below: 0, after: nil, limit: 9).count == 0, "takes no facts for outdated")
    }

    private func parts<T>(
        _ limit: Int, _ id: (T) -> PictureID, _ part: (PictureID?) async throws -> [T]
    ) async throws -> [T] {
        var found: [T] = []
        while true {
            let next = try await part(found.last.map(id))
            found += next
            if next.count < limit { return found }
        }
    }

    func verifyFacts() async throws {
        let store = try await makeStore()
        let old = Facts(width: 1, height: 2, format: .png, extractor: 1)
        var (a, b, c) = (try made("a", nil), try made("b", old), try made("c", old))
        (a.content, b.content) = (c.content, c.content)
        let other = try made("other", old)
        try await store.save([a, b, c, other])
        try await store.save([:])
        let new = Facts(
            width: 3, height: 4, format: .heic, taken: CaptureTime(wallClock: -7, offset: -90), camera: "é",
            position:
                Position(latitude: -90, longitude: 180), place: "p", colour: 0xff_ffff, perceptualHash: .max,
            extractor: 3)
        try await store.save([c.content: new, ContentHash(of: [1]): new])
        for picture in [a, b, c] {
            let facts = try await store.picture(picture.id)?.facts
            try promise(facts == new, "records facts for all copies: \(String(describing: facts))")
        }
        try await store.save([c.content: old])
        try promise(try await store.picture(b.id)?.facts == new, "keeps the facts of a later extractor")
        try promise(try await store.picture(other.id)?.facts == old, "leaves other contents alone")
        try promise(try await store.nearest().count == 4, "keeps the embeddings")
    }

    func verifyRemoval() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try await store.save([a, b])
        try promise(try await store.remove(a.id), "removes a picture")
        try promise(try await !store.remove(a.id), "tells that a picture is not there")
        try promise(try await store.nearest().map(\.id) == [b.id], "leaves other pictures alone")
        let run = try await store.begin("source", below: "")
        let unknown = try await store.unknown(among: [a.file, b.file], in: run)
        try promise(unknown == [UnknownFile(file: a.file)], "knows nothing of a removed picture: \(unknown)")
    }

    private func file(_ path: String) -> PictureFile {
        PictureFile(location: PictureLocation(source: "source", path: path), size: 1, modified: 1)
    }

    private func made(_ path: String, _ facts: Facts?, source: String = "source") throws -> Picture {
        Picture(
            file: PictureFile(location: PictureLocation(source: source, path: path), size: 1, modified: 1),
            content: ContentHash(of: Array("\(source) \(path)".utf8)), embedding: try direction(0), facts: facts)
    }

    private func content(_ group: [PictureID], _ pictures: [Picture]) -> [UInt8] {
        pictures.first { $0.id == group[0] }?.content.bytes ?? []
    }
}
