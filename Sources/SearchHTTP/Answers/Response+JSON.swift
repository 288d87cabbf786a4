import Hummingbird

extension JSON {
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
