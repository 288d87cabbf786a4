import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The route that deletes an upload.
    var removalRoutes: [Endpoint] {
        [
            Endpoint(
                .delete, "/images/{id}",
                .init(
                    id: "deleteImage", tag: .pictures, summary: "Delete an uploaded picture",
                    text: "Its file and all that is known of it. What lies in a folder of the user's is never deleted."),
                parameters: .pictureID, answer: .nothing("It is deleted."),
                errors: [.unknownPicture, .notAnUpload, .internalError, .unavailable]
            ) { id in
                switch try await flows.uploader.remove(id) {
                case .removed: return
                case .unknown: throw HTTPError(.notFound, message: "there is no picture with the id \(id)")
                case .notAnUpload:
                    throw HTTPError(
                        .conflict, message: "this picture was not uploaded: delete its file in its folder instead")
                }
            }
        ]
    }
}
