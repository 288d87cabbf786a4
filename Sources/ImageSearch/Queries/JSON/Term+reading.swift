import JSONText

extension Members {
    /// A term: `words`, `id` or `picture`, with a `weight`; pictures with a `part`.
    func term() throws(QueryJSONError) -> Term {
        let kinds = members.filter { ["words", "id", "picture"].contains($0.name) }
        guard let (name, member) = kinds.first else {
            throw Member(.null, at: owner.path + [.name("words")]).error(
                .missing, "Field required: words, id or picture")
        }
        try allow([name, "weight"] + (name == "words" ? [] : ["part"]))
        let weight = try self["weight"]?.number() ?? 1
        let kind = try kind(name, member)
        // Only words and the weight are still to be checked, words first.
        do { return try Term(kind, weight: weight) } catch {
            throw (error.code == .weight ? self["weight"] ?? owner : member).error(.valueError, error.description)
        }
    }

    private func kind(_ name: String, _ member: Member) throws(QueryJSONError) -> Term.Kind {
        let text = try member.string()
        guard name != "words" else { return .words(text) }
        let part = try self["part"]?.part()
        return try member.make { () throws(QueryError) in
            try Term.Kind(name == "id" ? .id : .picture, text, part: part)
        }
    }
}

extension Member {
    /// A part of a picture: left, top, width, height.
    fileprivate func part() throws(QueryJSONError) -> PicturePart {
        var numbers: [Double] = []
        for member in try array() { numbers.append(try member.number()) }
        return try make { () throws(QueryError) in
            guard numbers.count == 4 else { throw QueryError(.part, "expected left, top, width and height") }
            return try PicturePart(left: numbers[0], top: numbers[1], width: numbers[2], height: numbers[3])
        }
    }
}
