import ImageSearch

/// What people mark and save: it stays whatever becomes of files.
extension CatalogueContract {
    func verifyFavourites() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 1), try picture("b", 2))
        try await store.save([a, b])
        try promise(try await favourites(store).isEmpty, "has no favourites at first")
        try promise(try await store.setFavourite(a.id, true), "marks a picture")
        try promise(try await store.setFavourite(a.id, true), "marks it again")
        try promise(!(try await store.setFavourite(picture("c", 0).id, true)), "marks nothing that is not stored")
        try promise(try await favourites(store) == ["a"], "finds what is marked")
        try promise(try await store.picture(a.id)?.isFavourite == true, "tells of a picture that it is one")
        try promise(try await store.statistics().favourites == 1, "counts favourites")

        try await store.save([a])
        try await store.refresh([PictureFile(location: a.file.location, state: FileState(size: 7, modified: 7))])
        try promise(try await favourites(store) == ["a"], "keeps a favourite that is indexed again")
        try await store.run(over: [b])
        try promise(try await favourites(store).isEmpty, "does not find a favourite that is gone")
        try promise(!(try await store.setFavourite(a.id, false)), "changes nothing that is gone")
        try promise(try await store.statistics().favourites == 0, "counts no favourite that is gone")

        let moved = Picture(file: try picture("d", 3).file, content: a.content, embedding: a.embedding, facts: nil)
        try await store.save([moved])
        try promise(try await favourites(store) == ["d"], "finds a favourite at the place that its file was moved to")
        try await store.save([a])
        try promise(try await favourites(store) == ["a", "d"], "finds a favourite where it was again, and its copy")
        let edited = Picture(
            file: PictureFile(location: a.file.location, state: FileState(size: 8, modified: 8)),
            content: try picture("edited", 5).content, embedding: a.embedding, facts: nil)
        try await store.save([edited])
        try promise(try await favourites(store) == ["a", "d"], "keeps a favourite whose file was changed")
        try promise(try await store.remove(a.id), "deletes a favourite")
        let elsewhere = Picture(
            file: try picture("e", 4).file, content: edited.content, embedding: a.embedding, facts: nil)
        try await store.save([elsewhere])
        try promise(try await favourites(store) == ["d", "e"], "knows a favourite by its changed bytes")

        try await store.changeSources { _ in
            var changes = SourceChanges()
            changes.moves = [SourceMove(from: "source", to: "other", below: "x") { _ in true }]
            return changes
        }
        try promise(try await favourites(store) == ["x/d", "x/e"], "keeps favourites of a source that is moved")
        let id = PictureID(PictureLocation(source: "other", path: "x/d"))
        try promise(try await store.setFavourite(id, false), "takes a mark away")
        try await store.save([a])
        try promise(try await favourites(store) == ["x/e"], "takes it away from the bytes wherever they lie")
        let left = try await store.pictures(
            where: Filter([Filter.Clause(.favourite, isExcluded: true)]), by: .newest, after: nil, count: 9)
        try promise(left.count == 3, "finds what is no favourite: \(left)")
    }

    func verifyFavouritesAtOnce() async throws {
        let store = try await makeStore()
        let pictures = try (0..<20).map { number in
            // Two of each content.
            Picture(
                file: try picture("p\(number)", Float(number)).file, content: try picture("p\(number / 2)", 0).content,
                embedding: try direction(Float(number)), facts: nil)
        }
        try await store.save(pictures.filter { $0.file.location.path.utf8.last.map { $0 % 2 == 0 } ?? false })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { try await store.save(pictures.shuffled()) }
                group.addTask {
                    for number in stride(from: 0, to: 20, by: 2) {
                        _ = try await store.setFavourite(pictures[number].id, true)
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try await favourites(store).count
        try promise(found == 20, "misses no copy that is stored while its like is marked: \(found)")
    }

    private func favourites(_ store: any PictureStore) async throws -> [String] {
        let listed = try await store.pictures(where: Filter(.favourite), by: .newest, after: nil, count: 1000)
        let near = try await store.nearest(where: Filter(.favourite))
        try promise(Set(near) == Set(listed), "finds the same favourites by date and by likeness")
        return listed.map(\.location.path).sorted()
    }

    func verifySavedSearches() async throws {
        let store = try await makeStore()
        try promise(try await store.savedSearches().isEmpty, "remembers no search at first")
        let names = [
            "trees", "B", "é", "e\u{301}", "it's; DROP TABLE saved_searches; --", String(repeating: "木", count: 100),
        ]
        for name in names.shuffled() {
            let saved = try await store.saveSearch("a \"\(name)\"", as: name)
            try promise(saved?.name == name && saved?.query == "a \"\(name)\"", "tells what it remembers")
        }
        _ = try await store.saveSearch("red", as: "trees")
        let found = try await store.savedSearches()
        let ordered = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        try promise(
            found.map { Array($0.name.utf8) } == ordered.map { Array($0.utf8) },
            "lists searches by the bytes of their names: \(found.map(\.name))")
        try promise(found.first { $0.name == "trees" }?.query == "red", "replaces the search of a name")
        for name in ["é", "unknown"] { try await store.removeSavedSearch(name) }
        try promise(try await store.savedSearches().count == names.count - 1, "forgets a name, byte for byte")
    }
}
