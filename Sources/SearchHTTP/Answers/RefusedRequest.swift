import HTTPTypes
import ImageSearch

/// A request that is not taken, and what a setting has to do with it.
struct RefusedRequest: HintedError {
    let status: HTTPResponse.Status
    /// What is wrong; it may be shown to anyone.
    let description: String
    let hint: Hint?
}
