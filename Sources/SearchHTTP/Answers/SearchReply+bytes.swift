package import ImageSearch
import NIOCore

/// What `POST /search` sends, for a front end that asks no server: its answers are the same to the letter.
///
/// - Parameters:
///   - answer: what was found.
///   - query: what was asked.
///   - notes: what was taken otherwise than it may have been meant.
///   - took: how long the search took.
/// - Returns: JSON.
package func searchReply(
    _ answer: SearchAnswer, to query: Query, notes: [QueryNote], took: Duration
) -> [UInt8] {
    let reply = SearchReply(query: query, notes: notes, answer: answer, took: took)
    return Array(reply.json.encoded().readableBytesView)
}

/// What the API tells of a stored picture wherever it lists several.
///
/// - Parameter picture: the picture.
/// - Returns: JSON.
package func pictureReply(_ picture: StoredPicture) -> [UInt8] {
    Array(JSON.object(picture.members).encoded().readableBytesView)
}

/// What `GET /stats` sends, but for what only a server knows: which model it has loaded, and since when it runs.
///
/// - Parameter statistics: what is stored.
/// - Returns: JSON.
package func statisticsReply(_ statistics: CatalogueStatistics) -> [UInt8] {
    let state = LibraryState(statistics: statistics, model: nil, uptime: nil)
    return Array(state.json.encoded().readableBytesView)
}
