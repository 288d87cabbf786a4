import AsyncHTTPClient
import ImageSearch
import ImageSources
import Transfers

/// What most tests want of parts whose limits the settings say.

extension FolderSource {
    convenience init(name: String, root: String) {
        self.init(name: name, root: root, maxBytes: 1 << 20, byContent: false)
    }

    convenience init(_ part: SourcePart) { self.init(part, maxBytes: 1 << 20, byContent: false) }
}

extension BucketAddress {
    init(endpoint: String, bucket: String, credentials: Credentials) throws(SourceError) {
        try self.init(endpoint: endpoint, bucket: bucket, region: "", addressing: .auto, credentials: credentials)
    }
}

extension BucketDownloader {
    init(
        from address: BucketAddress, into folder: String, limit: Int? = nil, backoff: Backoff = Backoff(),
        client: HTTPClient
    ) {
        self.init(from: address, into: folder, limit: limit, maxBytes: 1 << 20, backoff: backoff, client: client)
    }
}
