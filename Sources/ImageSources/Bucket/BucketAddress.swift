import Foundation
public import ImageSearch

/// Where a bucket is and who asks for it, on Cloudflare R2, Amazon S3 or anything that speaks S3.
public struct BucketAddress: Sendable {
    /// Who asks.
    public struct Credentials: Sendable {
        let accessKey: Secret
        let secretKey: Secret
        let sessionToken: Secret?

        /// Takes the keys of R2 or AWS; the session token is only for temporary ones.
        public init(accessKey: Secret, secretKey: Secret, sessionToken: Secret? = nil) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.sessionToken = sessionToken
        }
    }

    /// Where requests say which bucket they mean.
    public enum Addressing: String, Sendable, CaseIterable {
        /// In the path, unless the whole host is the bucket's, as told below.
        case auto
        /// In the path: `https://host/bucket`.
        case path
        /// In the host's name: `https://bucket.host`.
        case virtual
    }

    /// Scheme and host, such as `https://account.r2.cloudflarestorage.com`.
    let origin: String
    /// The host, with the port where it is not the scheme's own, as signatures cover it.
    let host: String
    /// What leads to the bucket on the host, encoded: `/bucket`.
    let path: String
    /// The bucket's name.
    let bucket: String
    let region: String
    let credentials: Credentials

    /// Reads an address as it is set.
    ///
    /// - Parameters:
    ///   - endpoint: such as `https://ACCOUNT.r2.cloudflarestorage.com`. The bucket may follow as a path. When it is
    ///     empty, it is Amazon's for the region.
    ///   - bucket: its name; when it is empty, the last part of the endpoint's path is.
    ///   - region: when it is empty, `auto` for R2, else the one in Amazon's host name, else `us-east-1`.
    ///   - addressing: `auto` takes the path unless the whole host is the bucket's. That is so when the host is the
    ///     bucket's name and a host of one of the services in ``isService(_:)``, or nothing but the bucket's name
    ///     (`pics.example.org`). A first label that happens to be the bucket's name proves nothing: the bucket `photos` may
    ///     well be at `photos.nas.example`. With `virtual` the bucket's name is put before the host's unless it stands there.
    ///   - credentials: who asks.
    /// - Throws: ``SourceError`` that names the setting to correct.
    public init(
        endpoint: String, bucket: String, region: String, addressing: Addressing, credentials: Credentials
    ) throws(SourceError) {
        guard !credentials.accessKey.value.isEmpty, !credentials.secretKey.value.isEmpty else {
            throw SourceError("no credentials for the bucket", hint: .bucketCredentials)
        }
        let url = try Self.url(endpoint, region: region)
        var name = (url.host(percentEncoded: false) ?? "").lowercased()
        var folders = url.path(percentEncoded: false).split(separator: "/").map(String.init)
        let bucket = bucket.isEmpty ? folders.last ?? "" : bucket
        guard !bucket.isEmpty else { throw SourceError("no bucket is named", hint: .bucketName) }
        switch addressing {
        case .virtual: name = try Self.host(of: bucket, at: name)
        case .auto where Self.isWhole(name, of: bucket): break
        case .auto, .path: if folders.last != bucket { folders.append(bucket) }
        }
        host = Self.authority(of: url, name: name)
        origin = "\(url.scheme ?? "https")://\(host)"
        path = folders.map { "/" + SigV4.encode($0) }.joined()
        self.bucket = bucket
        self.region = region.isEmpty ? Self.region(of: name) : region
        self.credentials = credentials
    }

    private static func url(_ endpoint: String, region: String) throws(SourceError) -> URL {
        var text = endpoint.trimmingCharacters(in: .whitespaces)
        if text.isEmpty { text = "https://s3.\(region.isEmpty ? "us-east-1" : region).amazonaws.com" }
        if !text.contains("://") { text = "https://" + text }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host()?.isEmpty == false,
            url.user() == nil
        else {
            throw SourceError("the bucket's endpoint is no address", hint: .bucketEndpoint)
        }
        return url
    }

    private static func host(of bucket: String, at name: String) throws(SourceError) -> String {
        if name == bucket || name.hasPrefix(bucket + ".") { return name }
        guard !name.contains(":"), !name.allSatisfy({ $0.isNumber || $0 == "." }) else {
            throw SourceError(
                "the bucket's name can be put before a host's name, not before an address", hint: .bucketAddressing)
        }
        return "\(bucket).\(name)"
    }

    private static func isWhole(_ name: String, of bucket: String) -> Bool {
        if name == bucket { return true }
        return name.hasPrefix(bucket + ".") && isService(String(name.dropFirst(bucket.count + 1)))
    }

    /// Whether a host, without a bucket before it, is one of a service that gives each bucket a host.
    private static func isService(_ host: String) -> Bool {
        let labels = host.split(separator: ".")
        func isBelow(_ domain: String) -> Bool { host.hasSuffix("." + domain) }
        let isS3 = labels.first == "s3" || labels.first?.hasPrefix("s3-") == true
        return isS3
            && ["amazonaws.com", "amazonaws.com.cn", "backblazeb2.com", "wasabisys.com"].contains(where: isBelow)
            || isBelow("r2.cloudflarestorage.com") || isBelow("digitaloceanspaces.com")
            || host == "storage.googleapis.com"
    }

    private static func authority(of url: URL, name: String) -> String {
        let name = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        guard let port = url.port, port != (url.scheme == "http" ? 80 : 443) else { return name }
        return "\(name):\(port)"
    }

    private static func region(of host: String) -> String {
        if host.hasSuffix(".r2.cloudflarestorage.com") { return "auto" }
        let labels = host.split(separator: ".")
        guard host.hasSuffix(".amazonaws.com"), let s3 = labels.firstIndex(of: "s3"), labels.count - s3 == 4 else {
            return "us-east-1"
        }
        return String(labels[s3 + 1])
    }
}
