import Foundation
import ImageSearch
import Testing

@testable import ImageSources

/// The vectors are Amazon's own: the Signature Version 4 test suite, and the examples of the S3 documentation.
@Suite struct SigV4Tests {
    struct Vector: CustomTestStringConvertible {
        var testDescription: String
        var method = "GET"
        var path = "/"
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var signature: String
    }

    private static let suite = [
        Vector(
            testDescription: "get-vanilla",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            testDescription: "get-vanilla-query-order-key-case", query: [("Param2", "value2"), ("Param1", "value1")],
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            testDescription: "get-vanilla-query-unreserved", query: [(unreserved, unreserved)],
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        Vector(
            testDescription: "get-unreserved", path: "/" + unreserved,
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        Vector(
            testDescription: "get-utf8", path: "/" + SigV4.encode("\u{1234}"),
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        Vector(
            testDescription: "get-header-value-trim",
            headers: [("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Vector(
            testDescription: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ]
    private static let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    @Test(arguments: suite) func `the test suite's requests get the test suite's signatures`(vector: Vector) {
        let signer = SigV4(
            accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1",
            service: "service")
        let date = "20150830T123600Z"
        let authorization = signer.authorization(
            method: vector.method, path: vector.path, query: SigV4.query(vector.query),
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", date)] + vector.headers, date: date)
        #expect(authorization.hasSuffix("Signature=" + vector.signature))
        #expect(authorization.contains("Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"))
    }

    private static let examples = [
        Vector(
            testDescription: "GET Object", path: "/test.txt", headers: [("range", "bytes=0-9")],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Vector(
            testDescription: "GET Bucket Lifecycle", query: [("lifecycle", "")],
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Vector(
            testDescription: "GET Bucket (List Objects)", query: [("max-keys", "2"), ("prefix", "J")],
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test(arguments: examples) func `the requests of S3's documentation get its signatures`(vector: Vector) {
        let signer = SigV4(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1")
        let date = "20130524T000000Z"
        let headers = [
            ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", SigV4.emptyDigest),
            ("x-amz-date", date),
        ]
        let authorization = signer.authorization(
            path: vector.path, query: SigV4.query(vector.query), headers: headers + vector.headers, date: date)
        #expect(authorization.hasSuffix("Signature=" + vector.signature))
    }

    @Test func `a date has the form that is signed`() {
        #expect(SigV4.timestamp(Date(timeIntervalSince1970: 1_440_938_160.75)) == "20150830T123600Z")
    }
}
