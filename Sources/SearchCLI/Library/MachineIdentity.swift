import Foundation
import ImageSearch
import ImageSources
import LocalFiles
import Platform

/// Tells this machine from others that use the same database.
///
/// Only digests leave this type: the system's own number of the machine is nobody else's business.
struct MachineIdentity {
    /// Where a machine that has no number of its own keeps one.
    private let file: String
    private let given: String?
    private let systemNumber: () -> String?
    private let traits: () -> [String]

    /// - Parameters:
    ///   - given: what the user says, instead of all else.
    ///   - dataFolder: where a number is kept when the system has none.
    ///   - systemNumber: the number that the system has; for tests.
    ///   - traits: what tells this machine from others when there is none; for tests.
    init(
        given: String?, dataFolder: String, systemNumber: @escaping () -> String? = Self.systemNumber,
        traits: @escaping () -> [String] = Self.traits
    ) {
        self.given = given
        file = dataFolder + "/machine-id"
        self.systemNumber = systemNumber
        self.traits = traits
    }

    /// The number, the same at every start.
    ///
    /// - Throws: ``UsageError`` when none can be kept.
    func find() throws -> String {
        if let given { return Self.isDigest(given) ? given : digest("given", given) }
        if let system = systemNumber() { return digest("system", system) }
        if let kept = kept() { return kept }
        return try keep(digest("kept", traits().joined(separator: "\n")))
    }

    /// It is what this type made, here or elsewhere: said again, it means the same machine.
    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// The name of the machine, for people.
    static var host: String { ProcessInfo.processInfo.hostName }

    private func digest(_ kind: String, _ text: String) -> String {
        String(ContentHash(of: Array("imagesearch \(kind) \(text)".utf8)).description.prefix(32))
    }

    // MARK: a number that is kept

    private func kept() -> String? {
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        return text.flatMap { $0.split(separator: "\n").first }.map(String.init)
    }

    private func keep(_ number: String) throws -> String {
        do throws(SystemError) { try AtomicFile.write(Array((number + "\n").utf8), to: file) } catch {
            throw UsageError("cannot write \(file) (\(error)): make DATA_DIR writable, or set MACHINE_ID")
        }
        return kept() ?? number
    }

    /// What tells a running container from every other: programs that start in it at once, or with other data folders,
    /// come to the same number.
    private static func traits() -> [String] {
        #if os(Linux)
            let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            // What mounts a program sees: its paths mean the same where this is the same.
            let mounts = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/mnt")
            if let boot, let mounts { return [boot, mounts, host] }
        #endif
        return [UUID().uuidString]
    }

    // MARK: the system's number

    private static func systemNumber() -> String? {
        #if os(Linux)
            // The image of a container brings the same number to all that are made of it.
            guard !isContainer, let text = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8) else {
                return nil
            }
            let number = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return number.count == 32 && number.allSatisfy(\.isHexDigit) ? number : nil
        #elseif os(macOS)
            var bytes: uuid_t = UUID().uuid
            var timeout = timespec(tv_sec: 1, tv_nsec: 0)
            return gethostuuid(&bytes.0, &timeout) == 0 ? UUID(uuid: bytes).uuidString : nil
        #else
            return nil
        #endif
    }

    private static var isContainer: Bool {
        ["/.dockerenv", "/run/.containerenv"].contains { FileManager.default.fileExists(atPath: $0) }
            || ProcessInfo.processInfo.environment["container"] != nil
            || ProcessInfo.processInfo.environment["KUBERNETES_SERVICE_HOST"] != nil
    }
}
