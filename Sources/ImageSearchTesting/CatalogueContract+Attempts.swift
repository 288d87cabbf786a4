import ImageSearch

extension CatalogueContract {
    func verifyAttempts() async throws {
        let store = try await makeStore()
        let run = try await store.begin("source", below: "")
        let (a, b) = (try picture("a", 0).file, try picture("b", 1).file)
        func recorded(_ file: PictureFile) async throws -> Attempt? {
            try await store.unknown(among: [file], in: run).first?.attempt
        }
        try promise(try await recorded(a) == nil, "knows no attempts at first")
        try await store.attempt([a, b], rules: "some")
        try promise(try await recorded(a) == Attempt(a, rules: "some"), "records an attempt")
        try await store.attempt([a], rules: "some")
        try promise(try await recorded(a) == Attempt(a, rules: "some"), "does not count what may be in work")
        let changed = PictureFile(
            location: a.location, state: FileState(size: a.size, modified: a.modified, version: "2"))
        try await store.attempt([changed], rules: "some")
        try promise(try await recorded(a) == Attempt(changed, rules: "some"), "begins anew with another state")
        try await store.attempt([changed], rules: "others")
        try promise(try await recorded(a) == Attempt(changed, rules: "others"), "begins anew under other rules")
        let reason = PictureError(.damaged, "cut off: \"x\"")
        try await store.refuse([Refusal(file: changed, reason: reason)], rules: "others")
        let refused = Attempt(state: changed.state, rules: "others", unfinished: 0, refusal: reason)
        try promise(try await recorded(a) == refused, "keeps a refusal with its reason")
        try await store.attempt([changed], rules: "others")
        try promise(try await recorded(a) == Attempt(changed, rules: "others"), "begins anew after a refusal")
        try await store.withdraw([changed])
        try promise(try await recorded(a) == nil, "forgets an attempt")
        try promise(try await recorded(b) == Attempt(b, rules: "some"), "forgets no other")
    }

    func verifyEndedAttempts() async throws {
        guard let endPrograms else { return }
        let store = try await makeStore()
        let (a, b) = (try picture("a", 0).file, try picture("b", 1).file)
        func unfinished(_ file: PictureFile) async throws -> Int? {
            let run = try await store.begin("source", below: "")
            return try await store.unknown(among: [file], in: run).first?.attempt?.unfinished
        }
        for ends in 1...3 {
            try await store.attempt([a], rules: "some")
            try promise(try await unfinished(a) == ends - 1, "does not count the attempt of a program that is running")
            try await endPrograms(store)
            try promise(try await unfinished(a) == ends, "counts the attempt of a program that has ended")
            try await endPrograms(store)
            try promise(try await unfinished(a) == ends, "counts it once")
        }
        try promise(try await unfinished(b) == nil, "counts none on another file")
        try await store.attempt([a], rules: "others")
        try promise(try await unfinished(a) == 0, "counts none under other rules")
        try await store.attempt([b], rules: "some")
        try await store.refuse([Refusal(file: b, reason: PictureError(.damaged, "cut"))], rules: "some")
        try await store.attempt([a], rules: "others")
        try await store.withdraw([a])
        try await endPrograms(store)
        try promise(try await unfinished(a) == nil, "counts none that was withdrawn")
        try promise(try await unfinished(b) == 0, "counts none that came to an end")
    }

    func verifyRefusals() async throws {
        let store = try await makeStore()
        let (a, b) = (try picture("a", 0), try picture("b", 1))
        try await store.save([a, b])
        let broken = PictureFile(location: a.file.location, state: FileState(size: 7, modified: 77))
        let new = try picture("new", 2).file
        let reason = PictureError(.notAPicture, "it is text")
        try await store.refuse([broken, new].map { Refusal(file: $0, reason: reason) }, rules: "some")
        try promise(try await store.nearest().map(\.id) == [b.id], "does not find a picture whose file is refused")
        let run = try await store.begin("source", below: "")
        let unknown = try await store.unknown(among: [broken, new], in: run)
        try promise(unknown.map(\.attempt?.refusal) == [reason, reason], "remembers what is refused: \(unknown)")
        try promise(unknown.map(\.storedContent) == [a.content, nil], "keeps what was stored of it: \(unknown)")
        let unseen = try await store.finish(run, guarding: UnreadablePaths())
        try promise(unseen == UnseenPictures(gone: 1), "counts what was gone before no more: \(unseen)")
        let next = try await store.begin("source", below: "")
        try promise(
            try await store.unknown(among: [a.file, b.file], in: next).isEmpty, "knows the picture that is back")
        try promise(try await store.count() == 2, "finds the picture that is back")
        for save in [true, false] {
            try await store.attempt([a.file], rules: "some")
            if save { try await store.save([a]) } else { try await store.refresh([a.file]) }
            let left = try await store.unknown(among: [broken], in: next).first
            try promise(left != nil && left?.attempt == nil, "forgets attempts on what came to something")
        }
    }
}
