import Foundation
import ImageSearch

/// Finds the model that the settings name.
struct ModelLocator: Sendable {
    private let settings: Settings
    private let demo: String

    init(_ settings: Settings, demo: String) {
        self.settings = settings
        self.demo = demo
    }

    func locate() async throws -> (folder: String, name: String) {
        settings.modelName == "demo" ? (demo, "demo") : (settings.modelName, settings.modelName)
    }
}
