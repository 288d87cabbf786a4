import AsyncHTTPClient
import Transfers

/// Runs work that downloads, with a client that lives as long as it.
func withHTTPClient<Value: Sendable>(_ work: (HTTPClient) async throws -> Value) async throws -> Value {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .fileTransfer)
    do {
        let value = try await work(client)
        try await client.shutdown()
        return value
    } catch {
        try? await client.shutdown()
        throw error
    }
}
