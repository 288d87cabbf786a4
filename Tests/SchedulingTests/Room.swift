import Foundation
import Synchronization

/// Jobs that stay for each other, so that they are there together if that is allowed.
final class Room: Sendable {
    private let inside = Mutex((now: 0, most: 0))

    var most: Int { inside.withLock(\.most) }

    /// Stays until so many have been here at once, or for so many seconds.
    func stay(until count: Int, for seconds: Double = .infinity) {
        inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        let end = Date(timeIntervalSinceNow: seconds)
        while most < count, Date() < end { usleep(200) }
        inside.withLock { $0.now -= 1 }
    }
}
