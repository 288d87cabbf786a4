import Foundation
public import ImageSearch

/// Where a bucket is and who asks for it, on Cloudflare R2, Amazon S3 or anything that speaks S3.
public struct BucketAddress: Sendable {
    /// Who asks.
    public struct Credentials: Sendable, CustomStringConvertible {
        let accessKey: String
        let secretKey: String
        let sessionToken: String?

        /// Takes the keys of R2 or AWS; the session token is only for temporary ones.
        public init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.sessionToken = sessionToken
        }

        /// Nothing of the keys, whoever prints them.
        public var description: String { "<credentials>" }
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
    ///   - endpoint: such as `https://ACCOUNT.r2.cloudflarestorage.com`. The bucket may follow as a path or lead as a
    ///     part of the host's name. When it is empty, it is Amazon's for the region.
    ///   - bucket: its name; when it is empty, the last part of the endpoint's path is.
    ///   - region: when it is empty, `auto` for R2, else the one in Amazon's host name, else `us-east-1`.
    ///   - credentials: who asks.
    /// - Throws: ``SourceError`` that names the setting to correct.
    public init(endpoint: String, bucket: String, region: String = "", credentials: Credentials) throws(SourceError) {
        guard !credentials.accessKey.isEmpty, !credentials.secretKey.isEmpty else {
            throw SourceError("no credentials for the bucket: set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY")
        }
        let url = try Self.url(endpoint, region: region)
        let name = url.host(percentEncoded: false) ?? ""
        var folders = url.path(percentEncoded: false).split(separator: "/").map(String.init)
        let bucket = bucket.isEmpty ? folders.last ?? "" : bucket
        guard !bucket.isEmpty else { throw SourceError("no bucket is named: set R2_BUCKET_NAME") }
        if folders.last != bucket, !name.hasPrefix(bucket + ".") { folders.append(bucket) }
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
            throw SourceError("R2_ENDPOINT_URL is no address such as https://ACCOUNT.r2.cloudflarestorage.com")
        }
        return url
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
