import ImageSearch

/// A query that is printed from what was read is read as the same, as text and as JSON, and printed the same again.
func checkQueryText(_ bytes: [UInt8]) throws(BrokenRule) {
    try checkQueryJSON(bytes)
    guard let parsed = try? QueryText.parse(String(decoding: bytes, as: UTF8.self)) else { return }
    let printed = parsed.query.description
    guard let again = try? QueryText.parse(printed) else { throw BrokenRule(description: "\(printed) is refused") }
    try require(again.query == parsed.query, "\(printed) is another query")
    try require(same(again.query.description, printed), "\(printed) is printed differently the second time")
    try require(again.notes.isEmpty, "\(printed) has notes")
    try checkQueryJSON(Array(QueryJSON.text(of: parsed.query).utf8))
    for note in parsed.notes { try require(note.position < bytes.count, "a note lies behind the text") }
}

private func checkQueryJSON(_ bytes: [UInt8]) throws(BrokenRule) {
    guard let query = try? QueryJSON.parse(bytes).query else { return }
    let printed = QueryJSON.text(of: query)
    let again = try? QueryJSON.parse(Array(printed.utf8)).query
    try require(again == query, "\(printed) is another query")
    try require(again.map { same(QueryJSON.text(of: $0), printed) } ?? false, "\(printed) is printed differently")
}
