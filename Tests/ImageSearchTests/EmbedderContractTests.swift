import ImageSearchTesting
import Testing

struct EmbedderContractTests {
    @Test func `the model without weights keeps the contract`() async throws {
        try await EmbedderContract(FakeEmbedder()).verify()
    }
}
