import Synchronization

/// Texts that wait for the text tower, in the order in which they came.
final class WaitingTexts: Sendable {
    struct Text: Sendable {
        let ids: [Int32]
        let continuation: CheckedContinuation<[Float], any Error>
    }
    private let texts = Mutex<[Text]>([])
    private let batchLimit: Int

    init(batchLimit: Int) { self.batchLimit = batchLimit }

    func add(_ ids: [Int32], _ continuation: CheckedContinuation<[Float], any Error>) {
        texts.withLock { $0.append(Text(ids: ids, continuation: continuation)) }
    }

    /// The oldest text, with others that can be computed together with it; none when all were taken before.
    func next() -> [Text] { texts.withLock { WaitingTexts.takeBatch(&$0, limit: batchLimit, \.ids.count) } }

    /// Takes the first element, and after it others of its length: what fills up a shorter text would take part in some
    /// models.
    static func takeBatch<Element>(
        _ elements: inout [Element], limit: Int, _ length: (Element) -> Int
    ) -> [Element] {
        guard let first = elements.first else { return [] }
        let places = elements.indices.filter { length(elements[$0]) == length(first) }.prefix(limit)
        let batch = places.map { elements[$0] }
        for place in places.reversed() { elements.remove(at: place) }
        return batch
    }
}
