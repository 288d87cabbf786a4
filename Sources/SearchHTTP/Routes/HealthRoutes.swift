import Hummingbird

extension SearchAPI {
    /// The routes for whoever watches the server.
    var healthRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/healthz", .init(id: "health", tag: .health, summary: "Whether the process is alive"),
                access: [.anyPage, .anyHost], answer: .status("ok", "It is.")
            ) {},
            Endpoint(
                .get, "/readyz",
                .init(
                    id: "readiness", tag: .health, summary: "Whether requests can be answered",
                    text: "The model is loaded and the database can be reached."),
                access: .anyHost, answer: .status("ready", "They can."), errors: [.unavailable]
            ) {
                do { try await checkReadiness() } catch { throw NotReady(cause: error) }
            },
        ]
    }
}

/// The server cannot answer requests well now.
struct NotReady: Error {
    let cause: any Error
}
