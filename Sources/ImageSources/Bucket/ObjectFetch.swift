import AsyncHTTPClient
import Crypto
import ImageSearch
import LocalFiles
import Scheduling
import Transfers

/// Brings single objects into their files.
struct ObjectFetch: Sendable {
    let bucket: S3Client
    let folder: String
    let record: DownloadRecord
    let backoff: Backoff
    let threads: BlockingThreads

    /// Brings one object into its file, unless it is there already.
    ///
    /// - Throws: what stops the whole download: a full disk, a cancellation.
    func callAsFunction(_ object: S3Object, to path: String) async throws -> ObjectOutcome {
        do {
            guard try await !isPresent(object, at: path) else { return .unchanged }
            try await download(object, to: path)
            return .downloaded(bytes: object.size)
        } catch let failure as HTTPFailure {
            return failure.status == nil
                ? .unreachable(path: path, failure) : .failed(path: path, reason: "\(failure)")
        } catch let error as SystemError where !error.isFull {
            return .failed(path: path, reason: "\(error)")
        } catch let error as PictureError {
            return .failed(path: path, reason: error.detail)
        }
    }

    private func isPresent(_ object: S3Object, at path: String) async throws -> Bool {
        try await threads.run {
            let target = folder + "/" + path
            let known = record.entry(for: object.key)
            guard let status = try? FileStatus(of: target, followingLinks: false) else { return false }
            if let known, known == object.entry(at: path, modified: status.modified), status.size == object.size {
                return true
            }
            if status.kind == .file, status.size == object.size, try isSameContent(object, target) {
                try record.add(object.entry(at: path, modified: status.modified))
                return true
            }
            guard known != nil, status.kind == .file else {
                throw PictureError(.unreadable, "another file of that name, not from the bucket, is there already")
            }
            return false
        }
    }

    /// Whether a file that the record does not know, or not so, holds the object: its tag mostly is an MD5.
    private func isSameContent(_ object: S3Object, _ target: String) throws -> Bool {
        guard object.etag.utf8.count == 32 else { return false }
        return try hexadecimal(digest(of: OpenFile(reading: target), Insecure.MD5())) == object.etag.lowercased()
    }

    private func download(_ object: S3Object, to path: String) async throws {
        let part = AtomicFile.temporaryPath(for: record.folder + "/" + path.suffix(1))
        do {
            let status = try await retrying(backoff) { try await receive(object, into: part) }
            try await threads.run {
                let target = folder + "/" + path
                try makeFolder(LocalFiles.folder(holding: target))
                // Written down first: a file that never got its name is found out by its date.
                try record.add(object.entry(at: path, modified: status.modified))
                try renameFile(part, to: target)
            }
        } catch {
            try await threads.cleanUp { try removeFile(part) }
            throw error
        }
    }

    private func receive(_ object: S3Object, into part: String) async throws -> FileStatus {
        let response = try await bucket.get(object.key)
        let file = try await FileWriter.open(part, on: threads)
        let count = try await file.write(response.body, upTo: object.size)
        guard count == object.size else { throw HTTPFailure("\(count) of \(object.size) bytes arrived") }
        return try await file.finish()
    }
}

extension S3Object {
    fileprivate func entry(at path: String, modified: Int64) -> DownloadRecord.Entry {
        DownloadRecord.Entry(key: key, path: path, size: size, etag: etag, modified: modified)
    }
}
