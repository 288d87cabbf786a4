import HTTPTypes
import Hummingbird

/// Shows a program that looks for this server that it is the one: it knows the secret that the two share.
///
/// Any program may listen on the port that a server had; only the server answers a new challenge rightly.
struct IdentityProof: RouterMiddleware {
    private static let challengeName = HTTPField.Name(IdentityHeaders.challenge)
    private static let proofName = HTTPField.Name(IdentityHeaders.proof)
    /// Longer ones are passed over.
    private static let longestChallenge = 128

    let proof: SearchAPIConfiguration.Proof

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if let name = Self.challengeName, let proofName = Self.proofName, let challenge = request.headers[name],
            challenge.utf8.count <= Self.longestChallenge
        {
            response.headers[proofName] = proof(challenge)
        }
        return response
    }
}

/// The headers by which a server shows which one it is.
package enum IdentityHeaders {
    /// Of the request: random, so that no answer of before fits.
    package static let challenge = "ImageSearch-Challenge"
    /// Of the answer.
    package static let proof = "ImageSearch-Proof"
}
