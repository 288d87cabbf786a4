import ImageSearch

extension CatalogueContract {
    func verifyGone() async throws {
        let store = try await makeStore()
        let pictures = try (0..<4).map { try picture("p\($0)", Float($0)) }
        try await store.save(pictures)
        let run = try await store.begin("source", below: "")
        _ = try await store.unknown(among: pictures[2...].map(\.file), in: run)
        try promise(try await store.count() == 4, "loses nothing before a run is finished")
        let unseen = try await store.finish(run, guarding: UnreadablePaths())
        try promise(unseen == UnseenPictures(gone: 2), "tells how many are gone: \(unseen)")
        try promise(try await store.count() == 2, "does not count what is gone")
        try promise(try await store.nearest().map(\.id) == pictures[2...].map(\.id), "passes over what is gone")
        let again = try await store.run(over: Array(pictures[2...]))
        try promise(again == UnseenPictures(), "counts a picture as gone once: \(again)")
        let next = try await store.begin("source", below: "")
        let back = try await store.unknown(among: [pictures[0].file], in: next)
        try promise(back.isEmpty, "knows a file that comes back: \(back)")
        try await store.refresh([pictures[1].file])
        let found = try await store.nearest().map(\.id)
        try promise(found == pictures.map(\.id), "finds again what came back or was refreshed")
        try await store.run(over: Array(pictures[1...]))
        try await store.save([pictures[0]])
        try promise(try await store.count() == 4, "finds again what is saved")
    }

    func verifyRunsAtOnce() async throws {
        let store = try await makeStore()
        let pictures = try (0..<4).map { try picture("p\($0)", Float($0)) }
        try await store.save(pictures)
        let first = try await store.begin("source", below: "")
        _ = try await store.unknown(among: [pictures[0].file], in: first)
        let second = try await store.begin("source", below: "")
        try promise(second.number > first.number, "numbers a source's runs")
        // The first sees what the second will not list, and saves what nobody lists.
        _ = try await store.unknown(among: [pictures[1].file], in: first)
        _ = try await store.unknown(among: [pictures[2].file], in: second)
        try await store.save([picture("upload", 5)])
        let unseen = try await store.finish(first, guarding: UnreadablePaths())
        try promise(unseen == UnseenPictures(gone: 1), "takes for gone what no run has seen since: \(unseen)")
        let later = try await store.finish(second, guarding: UnreadablePaths())
        try promise(later == UnseenPictures(gone: 1), "takes for gone what was seen before it began only: \(later)")
        let found = try await store.nearest().map(\.location.path)
        try promise(found == ["p1", "p2", "upload"], "keeps what the other run or nobody's has seen since: \(found)")
        let other = try await store.run(over: [], of: "other")
        try promise(other == UnseenPictures(), "tells sources apart: \(other)")
        let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<8 { group.addTask { try await store.begin("source", below: "").number } }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        try promise(numbers.count == 8, "gives runs that begin at once different numbers: \(numbers)")
    }

    func verifyGuards() async throws {
        let store = try await makeStore()
        let names = ["a/1", "a/b/2", "ab/3", "c", "c.x", "d/4", "e\u{301}/5", "\u{e9}/6", "x_y/7", "xzy/8", "%/9"]
        let pictures = try names.enumerated().map { try picture($1, Float($0)) }
        try await store.save(pictures)
        let all = try await store.run(over: [], guarding: .everything)
        try promise(all == UnseenPictures(kept: names.count), "guards everything: \(all)")
        let unreadable = UnreadablePaths(["a", "c", "e\u{301}", "d/x", "x_y", "100%"])
        let unseen = try await store.run(over: [], guarding: unreadable)
        let kept = names.filter(unreadable.mayHide)
        try promise(
            unseen == UnseenPictures(gone: names.count - kept.count, kept: kept.count),
            "guards what cannot be looked at and what lies below, nothing else: \(unseen)")
        let found = try await store.nearest().map { Array($0.location.path.utf8) }
        try promise(found == kept.map { Array($0.utf8) }, "keeps what is guarded, byte for byte")
    }

    func verifyParts() async throws {
        let store = try await makeStore()
        let inside = try ["2020/a", "2020/b/c"].map { try picture($0, 1) }
        let outside = try ["2020", "2020-copy/a", "b/2020/a", "20_0/a", "a"].map { try picture($0, 2) }
        try await store.save(inside + outside + [picture("2020/a", 3, source: "other")])
        let unseen = try await store.run(over: [inside[0]], below: "2020")
        try promise(unseen == UnseenPictures(gone: 1), "misses what lies below a folder only: \(unseen)")
        let literal = try await store.run(over: [], below: "20_0")
        try promise(literal == UnseenPictures(gone: 1), "takes a folder's name literally: \(literal)")
        try await store.run(over: [])
        try promise(try await store.prune("source", below: "2020") == 2, "deletes below a folder only")
        try promise(try await store.prune("source", below: "") == outside.count, "leaves what lies elsewhere")
        try promise(try await store.count() == 1, "leaves other sources as they are")
    }

    func verifyPruning() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try await store.save([a, b, picture("a", 2, source: "other")])
        try await store.run(over: [b])
        try await store.run(over: [], of: "other")
        try promise(try await store.prune("source", below: "") == 1, "tells how many it deleted")
        try promise(try await store.prune("source", below: "") == 0, "deletes once")
        try promise(try await store.files(in: "source") == [b.file], "deletes what is gone only")
        try promise(try await store.files(in: "other").count == 1, "deletes from one source only")
        try await store.save([a])
        let unseen = try await store.run(over: [b])
        try promise(unseen == UnseenPictures(gone: 1), "remembers nothing of what it deleted: \(unseen)")
    }
}
