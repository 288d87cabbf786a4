import AsyncHTTPClient
import ImageSearch
import ImageSources
import PostgresStore
import SearchHTTP

/// Answers queries: the library itself, or a server that has one.
protocol QueryAnswerer: Sendable {
    /// What a query finds.
    ///
    /// - Throws: ``ServerError``, or what ``ImageSearch/Searcher`` throws.
    func search(_ asked: AskedQuery) async throws -> Findings

    /// The file of a picture that was found.
    ///
    /// - Throws: ``ServerError``, or what ``ImageSearch/Originals`` throws.
    func original(of id: PictureID) async throws -> [UInt8]

    /// Where that file lies on this machine; `nil` when it does not.
    func path(of id: PictureID) async throws -> String?
}

/// Finds out who answers: the server that is named, the one that runs on the same data folder, else this program itself, which
/// has to load the model first.
struct Asking: Sendable {
    let settings: Settings
    /// Which server is to be asked, if any.
    let choice: ServerOption

    /// Does work with whoever answers.
    ///
    /// - Parameters:
    ///   - query: what will be asked, which decides what has to be opened.
    ///   - work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``UsageError`` for a server that is no URL, ``ServerError``, what opening a library throws, or the work.
    func run<Value: Sendable>(
        for query: Query, _ work: @escaping @Sendable (any QueryAnswerer) async throws -> Value
    ) async throws -> Value {
        if let found = try await askingServer({ try await work($0) }) { return found }
        return try await Library(settings).open(for: query.purpose) { try await work(LibraryAnswerer(library: $0)) }
    }

    /// Does work with whoever tells of all that is stored; no model is loaded for it.
    ///
    /// - Parameter work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: ``UsageError`` for a server that is no URL, ``ServerError``, what opening the database throws, or the work.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (any LibraryTeller) async throws -> Value
    ) async throws -> Value {
        if let told = try await askingServer({ try await work($0) }) { return told }
        return try await Library(settings).withPictures { try await work(PicturesTeller(pictures: $0)) }
    }

    /// Does work with a server; `nil` when none is to be asked.
    private func askingServer<Value: Sendable>(
        _ work: @escaping @Sendable (RemoteServer) async throws -> Value
    ) async throws -> Value? {
        let named = try choice.url.map(ServerAddress.init)
        return try await withHTTPClient { client -> Value? in
            if let named { return try await work(RemoteServer(named, client: client)) }
            guard !choice.withoutServer, let own = await OwnServer.find(settings, client) else { return nil }
            do { return try await work(remote(own, client)) } catch let error as ServerError where error.isUnreachable {
                return nil  // It ended meanwhile.
            }
        }
    }

    private func remote(_ own: OwnServer, _ client: HTTPClient) -> RemoteServer {
        if own.isOfTheseSettings {
            return RemoteServer(own.address, client: client) { try await localPath(of: $0) }
        }
        Console.note(
            "asking the server at \(own.address.url), which runs with other settings; --no-server takes yours")
        return RemoteServer(own.address, client: client)
    }

    /// The path of a picture that the server of this data folder has found.
    private func localPath(of id: PictureID) async throws -> String? {
        try await Library(settings).withPictures { try await OpenLibrary.path(of: id, settings, $0) }
    }
}

/// Answers with what this program has opened itself.
private struct LibraryAnswerer: QueryAnswerer {
    let library: OpenLibrary

    func search(_ asked: AskedQuery) async throws -> Findings { try await library.findings(asked) }

    func original(of id: PictureID) async throws -> [UInt8] {
        guard let picture = try await library.pictures.picture(id) else {
            throw PictureError(.vanished, "it is no longer indexed")
        }
        let file = try await library.originals.open(picture.location)
        return try await file.read(0..<Int(file.state.size))
    }

    func path(of id: PictureID) async throws -> String? {
        try await OpenLibrary.path(of: id, library.settings, library.pictures)
    }
}

extension OpenLibrary {
    /// Searches, and tells what was found as a server does.
    fileprivate func findings(_ asked: AskedQuery) async throws -> Findings {
        let start = ContinuousClock.now
        let answer = try await searcher.search(
            asked.query, pictures: asked.pictures, explaining: asked.isExplaining)
        return try Findings(
            searchReply(answer, to: asked.query, notes: asked.notes, took: ContinuousClock.now - start))
    }

    /// Where the file of a picture lies on this machine; `nil` when it does not.
    static func path(of id: PictureID, _ settings: Settings, _ pictures: PictureDatabase) async throws -> String? {
        guard let location = try await pictures.picture(id)?.location,
            let folder = try await registry(settings, pictures).folder(of: location.source)
        else { return nil }
        return folder + "/" + location.path
    }
}
