import ImageSearch

/// Pictures by date.
extension CatalogueContract {
    func verifyBrowsing() async throws {
        let store = try await makeStore()
        try promise(
            try await store.pictures(where: Filter(), by: .newest, after: nil, count: 9).isEmpty,
            "lists nothing at first")
        var random = RandomFilters(seed: 5)
        let pictures = try (0..<100).map { try random.picture($0) }
        try await store.save(pictures)
        for picture in pictures.prefix(8) { _ = try await store.setFavourite(picture.id, true) }
        try await store.run(over: [], of: "é")
        let filters = try [Filter()] + random.each() + (0..<10).map { _ in try random.filter() }
        for (order, sign) in [(Order.newest, -1), (.oldest, 1 as Int64)] {
            let all = try await store.pictures(where: Filter(), by: order, after: nil, count: 1000)
            let found = Set(pictures.filter { $0.file.location.source != "é" }.map(\.id))
            try promise(Set(all.map(\.id)) == found && all.count == found.count, "lists each picture once")
            let keys = all.map { (sign * $0.date.wallClock, $0.id) }
            try promise(zip(keys, keys.dropFirst()).allSatisfy(<), "lists the \(order) first, equal dates by key")
            for filter in filters {
                let expected = all.filter(filter.includes)
                if order == .newest {
                    let count = try await store.count(where: filter)
                    try promise(
                        count == PictureCount(pictures: expected.count, isExact: true),
                        "counts what meets \(filter): \(count)")
                }
                for count in [1, 7, 1000] where count > 7 || filter.isEmpty {
                    let listed = try await pages(of: count, filter, order, store)
                    try promise(listed == expected, "lists \(filter), \(count) at a time: \(listed.map(\.id))")
                }
            }
        }
        let found = pictures.filter { $0.file.location.source != "é" }.map(\.id)
        let asked = pictures.map(\.id) + pictures.prefix(3).map(\.id) + [try picture("unknown", 0).id]
        try promise(Set(try await store.pictures(asked).map(\.id)) == Set(found), "tells of the pictures of some keys")
        try promise(try await store.pictures(asked).count == found.count, "tells of each once")
        try promise(try await store.pictures([]).isEmpty, "tells of no pictures")
        try await verifyConditions(store, found)
        try await verifyBrowsingWhileItChanges(store)
    }

    private func verifyConditions(_ store: any PictureStore, _ ids: [PictureID]) async throws {
        var random = RandomFilters(seed: 6)
        let conditions = try random.each().flatMap(\.clauses).map(\.condition)
        let met = try await store.conditions(among: conditions, metBy: ids + ids.prefix(3) + [picture("unknown", 0).id])
        let pictures = try await store.pictures(ids)
        try promise(met.count == pictures.count, "tells of each picture that can be found which conditions it meets")
        for picture in pictures {
            let expected = conditions.filter { $0.isMet(by: picture) }
            try promise(met[picture.id] == expected, "tells that \(picture.location) meets \(expected)")
        }
        try promise(try await store.conditions(among: conditions, metBy: []).isEmpty, "tells of no pictures")
    }

    /// Each part begins behind the last picture of the part before.
    private func pages(
        of count: Int, _ filter: Filter, _ order: Order, _ store: any PictureStore
    ) async throws -> [StoredPicture] {
        var listed: [StoredPicture] = []
        while true {
            let last = listed.last.map { (date: $0.date.wallClock, id: $0.id) }
            let part = try await store.pictures(where: filter, by: order, after: last, count: count)
            listed += part
            if part.count < count { return listed }
        }
    }

    /// What is removed or added meanwhile changes nothing for the others, the picture that a part begins behind included.
    private func verifyBrowsingWhileItChanges(_ store: any PictureStore) async throws {
        let all = try await store.pictures(where: Filter(), by: .newest, after: nil, count: 1000)
        let last = all[9]
        _ = try await store.remove(last.id)
        _ = try await store.remove(all[3].id)
        let next = try await store.pictures(
            where: Filter(), by: .newest, after: (last.date.wallClock, last.id), count: 1000)
        try promise(next == Array(all[10...]), "goes on where it was, though pictures were removed")
    }
}
