/// Two towers that map pictures and texts into one space.
///
/// Calls may come from many tasks at once; the adapter decides how many run together.
public protocol Embedder: Sendable {
    /// The model behind it.
    var model: ModelIdentity { get }
    /// How the image tower wants its pictures brought to size.
    var geometry: PixelGeometry { get }
    /// The embedding of a prepared picture.
    func embed(_ picture: Pixels) async throws -> Embedding
    /// The embedding of a text; one longer than the model's context is cut as the reference does.
    func embed(_ text: String) async throws -> Embedding
}
