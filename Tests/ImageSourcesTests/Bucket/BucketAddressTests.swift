import ImageSearch
import Testing

@testable import ImageSources

@Suite struct BucketAddressTests {
    private let keys = BucketAddress.Credentials(accessKey: "AK", secretKey: "the-secret")

    struct Setting: CustomTestStringConvertible {
        var endpoint: String
        var bucket = "pics"
        var region = ""
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
    ]

    @Test(arguments: settings) func `an endpoint is understood as it is set`(setting: Setting) throws {
        let address = try BucketAddress(
            endpoint: setting.endpoint, bucket: setting.bucket, region: setting.region, credentials: keys)
        #expect(address.origin + address.path == setting.url)
        #expect(address.region == setting.expectedRegion)
    }

    @Test(arguments: [
        ("ftp://host", "pics", "R2_ENDPOINT_URL"), ("https://", "pics", "R2_ENDPOINT_URL"),
        ("https://user:pass@host", "pics", "R2_ENDPOINT_URL"), ("https://host", "", "R2_BUCKET_NAME"),
    ])
    func `a wrong setting is named`(endpoint: String, bucket: String, setting: String) throws {
        let error = #expect(throws: SourceError.self) {
            try BucketAddress(endpoint: endpoint, bucket: bucket, credentials: keys)
        }
        #expect(try #require(error).description.contains(setting))
        #expect(error?.description.contains("pass") == false)
    }

    @Test func `missing keys are named, and present ones are never printed`() throws {
        let error = #expect(throws: SourceError.self) {
            try BucketAddress(endpoint: "", bucket: "b", credentials: .init(accessKey: "", secretKey: ""))
        }
        #expect(try #require(error).description.contains("R2_SECRET_ACCESS_KEY"))
        let address = try BucketAddress(endpoint: "", bucket: "b", credentials: keys)
        #expect(!"\(address)".contains("the-secret"))
    }
}
