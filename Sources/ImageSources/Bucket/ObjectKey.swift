/// An object's key, told from others byte by byte.
///
/// To Swift, two texts are equal when they look the same; to a bucket they are two keys.
struct ObjectKey: Hashable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
}
