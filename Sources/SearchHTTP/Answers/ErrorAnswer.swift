/// An error that a route may answer, as /openapi.json describes it; ``ErrorStatus`` says which errors become it.
struct ErrorAnswer: Sendable {
    /// The number that HTTP has for it.
    let status: Int
    /// Its name in the document.
    let name: String
    let text: String
    /// What its body may be.
    var schemas = [Schema.error]
    /// The headers that belong to it.
    var headers: [HeaderDescription] = []

    static let malformedForm = Self(
        status: 400, name: "MalformedForm", text: "The body is not the form that its headers announce.")
    static let crossSite = Self(
        status: 403, name: "CrossSiteRequest",
        text: "A page of another origin asks, which the server's settings do not name.")
    static let unknownPicture = Self(
        status: 404, name: "UnknownPicture", text: "There is no picture with this id, or its file is gone.")
    static let bodyTimeout = Self(status: 408, name: "BodyTimeout", text: "The body took too long to arrive.")
    static let notAnUpload = Self(
        status: 409, name: "NotAnUpload",
        text: "The picture lies in a folder of the user's: it goes when its file is deleted there.")
    static let tooLarge = Self(
        status: 413, name: "TooLarge", text: "The body or the file has too many bytes, or the picture too many pixels.")
    static let notAPicture = Self(
        status: 415, name: "NotAPicture", text: "The file is of no format that is read.")
    static let unreadableBody = Self(
        status: 415, name: "UnreadableBody",
        text: "The body is neither JSON nor a form, or a file is of no format that is read.")
    static let outOfRange = Self(
        status: 416, name: "OutOfRange", text: "The file has no such range of bytes.",
        headers: [HeaderDescription(name: "Content-Range", text: "The size of the file: `bytes */123`.")])
    static let otherHost = Self(
        status: 421, name: "OtherHost", text: "The request is for a host that this server is not.")
    static let invalidParameters = Self(
        status: 422, name: "ValidationError", text: "A parameter is missing or out of its bounds.",
        schemas: [.validationErrors])
    static let unusablePicture = Self(
        status: 422, name: "UnusablePicture",
        text: "A parameter or the file is missing, or the picture is damaged.", schemas: [.validationErrors, .error])
    static let internalError = Self(
        status: 500, name: "InternalError", text: "The server failed. The log says why.")
    static let unavailable = Self(
        status: 503, name: "Unavailable",
        text: "The database cannot be reached, or too much is going on. Try again.",
        headers: [
            HeaderDescription(
                name: "Retry-After", text: "Seconds to wait.",
                schema: ["type": "integer"])
        ])
    static let noSpace = Self(
        status: 507, name: "NoSpace", text: "No space is left to keep it.")
}

extension Schema {
    /// All errors but those of parameters: `{"detail": "text"}`.
    static let error = object("Error", ["detail": ["type": "string"]])

    /// The faults of parameters, as FastAPI calls and describes them: `{"detail": [...]}`.
    static let validationErrors = Schema(
        name: "HTTPValidationError",
        json: [
            "type": "object", "required": ["detail"],
            "properties": ["detail": ["type": "array", "items": validationError.reference]],
        ],
        uses: [validationError])

    private static let validationError = object(
        "ValidationError",
        [
            "type": ["type": "string", "examples": ["missing"]],
            "loc": [
                "type": "array", "items": ["type": ["string", "integer"]], "examples": [["query", "query"]],
            ],
            "msg": ["type": "string", "examples": ["Field required"]],
            "input": [
                "description": .string(
                    "What was sent, of which no more than \(EchoedInput.maxBytes) bytes are repeated, or null.")
            ],
            "ctx": ["type": "object"],
        ],
        optional: ["ctx"])
}
