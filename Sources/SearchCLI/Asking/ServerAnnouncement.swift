import CLIPEmbedding
import Foundation
import ImageSearch
import LocalFiles
import Platform
import Scheduling

/// A file in the data folder by which other programs of the same user find the server that runs on it.
///
/// It says where the server listens, with a secret. Whoever finds it asks there for proof that the secret is known: after a crash
/// another program may have got the port.
struct ServerAnnouncement: Sendable {
    /// What the file holds.
    struct Content: Codable, Equatable {
        let url: String
        let pid: Int32
        let secret: String
        /// Tells model and database from others: a program with other settings does not mean this server.
        let library: String

        /// Whether model and database are those of these settings.
        func isLibrary(of settings: Settings) -> Bool { library == settings.libraryIdentity }

        /// The proof that the secret is known.
        func proof(of challenge: String) -> String { ServerAnnouncement.proof(of: challenge, secret) }
    }

    private let path: String
    private let host: String
    private let secret: String
    private let library: String

    /// Makes up a secret.
    init(_ settings: Settings) {
        path = Self.path(settings)
        library = settings.libraryIdentity
        secret = Self.random()
        host =
            switch settings.host {
            case "0.0.0.0", "localhost": "127.0.0.1"
            case "::": "[::1]"
            case let host where host.contains(":"): "[\(host)]"
            case let host: host
            }
    }

    /// Leaves the file; without it, other programs open the library themselves.
    ///
    /// - Throws: `SystemError`.
    func write(port: Int) async throws {
        let content = Content(url: "http://\(host):\(port)", pid: getpid(), secret: secret, library: library)
        let bytes = Array(try JSONEncoder().encode(content))
        try await blocking { try AtomicFile.write(bytes, to: path, access: .owner) }
    }

    /// Takes the file away, unless it is another server's meanwhile.
    func remove() { if Self.read(path)?.secret == secret { try? removeFile(path) } }

    /// The proof that the secret is known.
    func proof(of challenge: String) -> String { Self.proof(of: challenge, secret) }

    private static func proof(of challenge: String, _ secret: String) -> String {
        ContentHash(of: Array("imagesearch server \(challenge) \(secret)".utf8)).description
    }

    /// 128 random bits.
    static func random() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined(separator: "-")
    }

    // MARK: reading

    /// What a server that runs with these settings has left; `nil` when there is none.
    ///
    /// Settings that name no model and no database mean the server of the data folder, whatever it was told.
    static func find(_ settings: Settings) async -> Content? {
        let path = path(settings)
        let content = try? await blocking { read(path) }
        guard let content, content.isLibrary(of: settings) || settings.namesNoLibrary else { return nil }
        return content
    }

    private static func path(_ settings: Settings) -> String { settings.dataFolder + "/server.json" }

    /// Reads a file that this user alone can write: one that somebody else left could send queries and pictures anywhere.
    static func read(_ path: String) -> Content? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & (S_IWGRP | S_IWOTH) == 0
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Platform.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return try? JSONDecoder().decode(Content.self, from: Data(bytes.prefix(count)))
    }
}

extension Settings {
    /// Neither model nor database was named.
    fileprivate var namesNoLibrary: Bool { libraryIdentity == (try? Settings([:]))?.libraryIdentity }

    /// Tells which pictures are searched with which model; not what else is set.
    fileprivate var libraryIdentity: String {
        let place =
            switch database {
            case .embedded(let name): "embedded \(name)"
            case .url(let url): "url \(url.value)"
            case .server(let host, let port, let name, let user, _): "server \(host) \(port) \(name) \(user)"
            }
        let parts = "\(modelName)\n\(modelPrecision.rawValue)\n\(place)"
        return String(ContentHash(of: Array(parts.utf8)).description.prefix(32))
    }
}
