import AsyncHTTPClient
import ImageSearch
import Testing

@testable import ImageSources

@Suite struct BucketAddressTests {
    private let keys = BucketAddress.Credentials(accessKey: "AK", secretKey: "the-secret")

    struct Setting: CustomTestStringConvertible {
        var endpoint: String
        var bucket = "pics"
        var region = ""
        var addressing = BucketAddress.Addressing.auto
        var url: String
        var expectedRegion: String
        var testDescription: String { "\(endpoint) \(bucket)" }
    }

    private static let settings = [
        Setting(
            endpoint: "https://acc.r2.cloudflarestorage.com", url: "https://acc.r2.cloudflarestorage.com/pics",
            expectedRegion: "auto"),
        Setting(
            endpoint: "https://acc.r2.cloudflarestorage.com/pics/", url: "https://acc.r2.cloudflarestorage.com/pics",
            expectedRegion: "auto"),
        Setting(
            endpoint: "acc.r2.cloudflarestorage.com/pics", bucket: "",
            url: "https://acc.r2.cloudflarestorage.com/pics", expectedRegion: "auto"),
        Setting(endpoint: "http://localhost:9000", url: "http://localhost:9000/pics", expectedRegion: "us-east-1"),
        Setting(endpoint: "http://[::1]:9000/s3", url: "http://[::1]:9000/s3/pics", expectedRegion: "us-east-1"),
        Setting(endpoint: "https://host:443", url: "https://host/pics", expectedRegion: "us-east-1"),
        Setting(endpoint: "", url: "https://s3.us-east-1.amazonaws.com/pics", expectedRegion: "us-east-1"),
        Setting(
            endpoint: "", region: "eu-west-3", url: "https://s3.eu-west-3.amazonaws.com/pics",
            expectedRegion: "eu-west-3"),
        Setting(
            endpoint: "https://pics.s3.eu-west-1.amazonaws.com", url: "https://pics.s3.eu-west-1.amazonaws.com",
            expectedRegion: "eu-west-1"),
        // A first label that is the bucket's name by chance.
        Setting(
            endpoint: "http://pics.nas.test:9311", url: "http://pics.nas.test:9311/pics", expectedRegion: "us-east-1"),
        Setting(endpoint: "http://pics.s3.nas.test", url: "http://pics.s3.nas.test/pics", expectedRegion: "us-east-1"),
        Setting(
            endpoint: "https://s3.eu-west-1.amazonaws.com", bucket: "s3",
            url: "https://s3.eu-west-1.amazonaws.com/s3", expectedRegion: "eu-west-1"),
        Setting(
            endpoint: "https://acc.r2.cloudflarestorage.com", bucket: "acc",
            url: "https://acc.r2.cloudflarestorage.com/acc", expectedRegion: "auto"),
        Setting(
            endpoint: "https://fra1.digitaloceanspaces.com", bucket: "fra1",
            url: "https://fra1.digitaloceanspaces.com/fra1", expectedRegion: "us-east-1"),
        // The whole host is the bucket's.
        Setting(
            endpoint: "https://pics.acc.eu.r2.cloudflarestorage.com",
            url: "https://pics.acc.eu.r2.cloudflarestorage.com",
            expectedRegion: "auto"),
        Setting(
            endpoint: "https://my.pics.s3-us-west-2.amazonaws.com", bucket: "my.pics",
            url: "https://my.pics.s3-us-west-2.amazonaws.com", expectedRegion: "us-east-1"),
        Setting(
            endpoint: "https://pics.fra1.digitaloceanspaces.com", url: "https://pics.fra1.digitaloceanspaces.com",
            expectedRegion: "us-east-1"),
        Setting(
            endpoint: "https://pics.example.org", bucket: "pics.example.org", url: "https://pics.example.org",
            expectedRegion: "us-east-1"),
        // As it is told.
        Setting(
            endpoint: "http://nas.test", addressing: .virtual, url: "http://pics.nas.test", expectedRegion: "us-east-1"),
        Setting(
            endpoint: "http://pics.nas.test", addressing: .virtual, url: "http://pics.nas.test",
            expectedRegion: "us-east-1"),
        Setting(
            endpoint: "https://pics.s3.eu-west-1.amazonaws.com", addressing: .path,
            url: "https://pics.s3.eu-west-1.amazonaws.com/pics", expectedRegion: "eu-west-1"),
    ]

    @Test(arguments: settings) func `an endpoint is understood as it is set`(setting: Setting) throws {
        let address = try BucketAddress(
            endpoint: setting.endpoint, bucket: setting.bucket, region: setting.region, addressing: setting.addressing,
            credentials: keys)
        #expect(address.origin + address.path == setting.url)
        #expect(address.region == setting.expectedRegion)
    }

    @Test(arguments: [
        ("ftp://host", "pics", Hint.bucketEndpoint), ("https://", "pics", .bucketEndpoint),
        ("https://user:pass@host", "pics", .bucketEndpoint), ("https://host", "", .bucketName),
    ])
    func `a wrong setting is named`(endpoint: String, bucket: String, hint: Hint) throws {
        let error = #expect(throws: SourceError.self) {
            try BucketAddress(endpoint: endpoint, bucket: bucket, credentials: keys)
        }
        #expect(error?.hint == hint)
        #expect(error?.description.contains("pass") == false)
    }

    @Test func `an address of numbers has no host for each bucket`() throws {
        for endpoint in ["http://127.0.0.1:9000", "http://[::1]:9000"] {
            let error = #expect(throws: SourceError.self) {
                try BucketAddress(
                    endpoint: endpoint, bucket: "pics", region: "", addressing: .virtual, credentials: keys)
            }
            #expect(error?.hint == .bucketAddressing)
        }
    }

    @Test func `missing keys are named, and present ones are never printed`() throws {
        let error = #expect(throws: SourceError.self) {
            try BucketAddress(endpoint: "", bucket: "b", credentials: .init(accessKey: "", secretKey: ""))
        }
        #expect(error?.hint == .bucketCredentials)
        let address = try BucketAddress(endpoint: "", bucket: "b", credentials: keys)
        let client = S3Client(address: address, client: HTTPClient.shared)
        let signer = SigV4(accessKey: "AK", secretKey: "the-secret", region: "r")
        var dumped = ""
        dump(client, to: &dumped)
        for text in ["\(address)", String(reflecting: address), "\(signer)", dumped] {
            #expect(!text.contains("the-secret"))
        }
    }
}
