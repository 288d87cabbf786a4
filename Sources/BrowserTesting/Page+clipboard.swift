extension Page {
    /// The text that was copied.
    package var clipboard: String {
        get async throws {
            try await session.post("permissions", ["descriptor": ["name": "clipboard-read"], "state": "granted"])
            return try await runAsync("return await navigator.clipboard.readText()", as: String.self)
        }
    }
}
