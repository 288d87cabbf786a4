import Platform

/// The file descriptors that this process may have open: every connection takes one.
public enum Descriptors {
    /// Kept free for pictures, the database, logs and the event loops.
    private static let kept = 192

    /// Takes as many as the system gives without being asked; most systems begin with 1,024.
    ///
    /// - Returns: how many this process may have now.
    public static func raiseLimit() -> Int { Int(descriptors_raise_limit()) }

    /// How many connections such a limit leaves room for, at least 16 and at most `most`, when `refused` more are taken to
    /// be told that there are too many.
    public static func connections(within limit: Int, refused: Int, most: Int = 4096) -> Int {
        min(most, max(16, limit - kept - refused))
    }
}
