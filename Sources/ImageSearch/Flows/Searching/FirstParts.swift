import Crypto
import Synchronization

/// Remembers which pictures the first parts of answers held, so that their next parts hold all others.
///
/// An index looks less far for few than for many: of the pictures that a first part of 200 should hold, the next part, for which
/// 5,000 are looked for, may find some that it did not. Nothing is lost when a part is forgotten but those.
final class FirstParts: Sendable {
    /// So many pictures are remembered in all: a few megabytes.
    private static let limit = 100_000

    fileprivate struct State {
        var parts: [UInt64: Set<PictureID>] = [:]
        /// The tokens, the one used last at the end.
        var uses: [UInt64] = []
        var pictures = 0
    }
    private let state = Mutex(State())

    /// Remembers a part, and forgets those that were not asked for the longest time.
    ///
    /// - Returns: its token: the same for the same pictures.
    func remember(_ pictures: [PictureID]) -> UInt64 {
        let token = number(Array(SHA256.hash(data: pictures.flatMap(\.bytes))).prefix(8))
        state.withLock { state in
            guard !state.touch(token) else { return }
            state.parts[token] = Set(pictures)
            state.uses.append(token)
            state.pictures += pictures.count
            while state.pictures > FirstParts.limit, state.uses.count > 1 {
                state.pictures -= state.parts.removeValue(forKey: state.uses.removeFirst())?.count ?? 0
            }
        }
        return token
    }

    /// The pictures of a part; `nil` when it is not remembered.
    func pictures(of token: UInt64) -> Set<PictureID>? {
        state.withLock { state in state.touch(token) ? state.parts[token] : nil }
    }
}

extension FirstParts.State {
    /// Counts as a use; whether it is remembered.
    fileprivate mutating func touch(_ token: UInt64) -> Bool {
        guard let place = uses.lastIndex(of: token) else { return false }
        uses.append(uses.remove(at: place))
        return true
    }
}
