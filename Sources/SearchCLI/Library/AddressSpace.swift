import Platform

/// The addresses that the system lets this process have (`ulimit -v`).
enum AddressSpace {
    /// The bytes with less of which threads cannot start, and models are refused as damaged; measured with the demo model.
    private static let least: UInt64 = 2_000_000_000

    /// Refuses to open a model where there is no room for it.
    ///
    /// - Throws: ``UsageError``.
    static func check(limit: UInt64 = address_space_limit()) throws {
        guard limit < least else { return }
        throw UsageError(
            "this process may have \(limit >> 20) MB of addresses, too few to load a model: raise ulimit -v to "
                + "\(least >> 10) or more")
    }
}
