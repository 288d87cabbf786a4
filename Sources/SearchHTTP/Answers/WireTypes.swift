import Hummingbird
import ImageSearch

extension JSON {
    /// `{"path", "distance"}`, as results of a search are sent.
    init(_ match: Match) {
        self = ["path": .string(match.location.description), "distance": .number(match.distance)]
    }

    /// What an upload is answered with.
    init(uploaded picture: Picture, fileName: String) {
        self = [
            "message": "Image uploaded successfully",
            "filename": .string(fileName),
            "path": .string(picture.file.location.description),
            "id": .string(picture.id.description),
            "sha256": .string(picture.content.description),
        ]
    }

    /// `{"detail": ...}`, as all errors are sent.
    init(detail: JSON) { self = ["detail": detail] }
}

extension Response {
    /// An answer in JSON.
    init(_ json: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json"
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: json.encoded()))
    }
}
