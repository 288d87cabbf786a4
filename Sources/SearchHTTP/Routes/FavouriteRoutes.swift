import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes of what people mark.
    var favouriteRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/favourites",
                .init(
                    id: "favourites", tag: .pictures, summary: "Go through the favourites",
                    text: "Newest first: as `GET /images` answers the query `fav`."),
                parameters: .queryLimit, .cursor, answer: .hits, errors: [.internalError, .unavailable]
            ) { limit, cursor in
                let query = try Query([], filter: Filter(.favourite))
                return try await reply(to: SentQuery(ParsedQuery(query: query), limit: limit, cursor: cursor))
            },
            Endpoint(
                .put, "/favourites/{id}",
                .init(
                    id: "markFavourite", tag: .pictures, summary: "Mark a picture as a favourite",
                    text: "And all that have the same bytes, wherever they lie, now and later."),
                parameters: .pictureID, answer: .nothing("It is one."),
                errors: [.unknownPicture, .internalError, .unavailable, .noSpace]
            ) { id in try await mark(id, asFavourite: true) },
            Endpoint(
                .delete, "/favourites/{id}",
                .init(
                    id: "unmarkFavourite", tag: .pictures, summary: "Take the mark of a favourite away",
                    text: "The picture stays."),
                parameters: .pictureID, answer: .nothing("It is none."),
                errors: [.unknownPicture, .internalError, .unavailable, .noSpace]
            ) { id in try await mark(id, asFavourite: false) },
        ]
    }

    private func mark(_ id: PictureID, asFavourite isFavourite: Bool) async throws {
        guard try await flows.catalogue.setFavourite(id, isFavourite) else {
            throw HTTPError(.notFound, message: "there is no picture with the id \(id)")
        }
    }
}
