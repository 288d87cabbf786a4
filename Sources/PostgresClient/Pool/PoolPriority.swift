/// Who waits for a connection: what somebody waits for comes first.
package enum PoolPriority: Sendable {
    /// Somebody waits for the answer.
    case immediate
    /// As soon as the others leave a connection.
    case background
}
