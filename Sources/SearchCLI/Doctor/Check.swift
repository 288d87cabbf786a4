import Foundation

/// One thing that has to be in order.
struct Check: Sendable {
    /// What was found.
    enum Verdict: Sendable, Equatable {
        /// It is in order; with what it is.
        case ok(String)
        /// It is not; with what to do.
        case fault(String)

        /// Whether it is in order.
        var isOK: Bool { if case .ok = self { true } else { false } }
    }

    /// How long a check may take; the last ones are left out when all of them take longer than that.
    static let timeout = Duration.seconds(60)

    let name: String
    private let find: @Sendable () async throws -> Verdict

    init(_ name: String, _ find: @escaping @Sendable () async throws -> Verdict) {
        self.name = name
        self.find = find
    }

    /// Looks; an error is a fault, with what to do about it.
    ///
    /// - Throws: `CancellationError` when the program is to end.
    func verdict() async throws -> Verdict {
        let find = find
        let verdict = await withTaskGroup(of: Verdict?.self) { group in
            group.addTask {
                do { return try await find() } catch is CancellationError { return nil } catch {
                    return .fault(ErrorText.line(for: error))
                }
            }
            group.addTask {
                try? await Task.sleep(for: Self.timeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        try Task.checkCancellation()
        return verdict ?? .fault("no answer within \(Self.timeout.components.seconds) s: is the machine overloaded?")
    }

    /// A line of the report.
    func line(_ verdict: Verdict) -> String {
        let label = name.padding(toLength: 16, withPad: " ", startingAt: 0)
        switch verdict {
        case .ok(let text): return "ok     \(label)\(text)"
        case .fault(let text): return "FAULT  \(label)\(text)"
        }
    }
}
