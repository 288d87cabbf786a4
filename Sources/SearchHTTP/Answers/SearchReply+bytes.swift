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

/// A moment as the API writes it, of a clock that is not named.
///
/// - Parameter moment: seconds since 1970 by that clock.
/// - Returns: such as `2024-06-01T12:00:00`.
package func momentText(_ moment: Int64) -> String { MomentText(moment).iso8601(offset: nil) }
