import Hummingbird
import ImageSearch

extension SearchAPI {
    /// The routes that add pictures.
    var uploadRoutes: [Endpoint] {
        [
            Endpoint(
                .post, "/upload",
                .init(
                    id: "upload", tag: .pictures, summary: "Add a picture",
                    text: """
                        The picture is kept, and found by searches as soon as the answer is there. The same picture sent \
                        twice is kept once.
                        """),
                parameters: .picture, answer: .uploaded, errors: [.internalError, .unavailable, .noSpace]
            ) { file in
                UploadedPicture(picture: try await flows.uploader.upload(file.bytes), fileName: file.name)
            }
        ]
    }
}
