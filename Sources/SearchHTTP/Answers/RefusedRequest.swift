import HTTPTypes
import ImageSearch

/// A request that is not taken because of where it comes from.
struct RefusedRequest: HintedError {
    let status: HTTPResponse.Status
    /// What is wrong; it may be shown to anyone.
    let description: String
    let hint: Hint?
}
