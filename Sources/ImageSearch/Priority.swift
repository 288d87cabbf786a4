/// Who waits for a piece of work: searches come first.
///
/// Adapters look it up where work would have to wait for a processor, and put `background` work behind the rest. It passes
/// to all tasks that the current one starts:
///
/// ```swift
/// try await Priority.$current.withValue(.background) { try await sync.run() }
/// ```
public enum Priority: Sendable {
    /// Somebody waits for the answer.
    case immediate
    /// As soon as searches leave room: uploads, and indexing beside a server that answers.
    case background

    /// That of the current task.
    @TaskLocal public static var current = Priority.immediate
}
