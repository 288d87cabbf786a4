import Foundation
import ImageSearch
import Testing

@testable import SearchCLI

@Suite struct SettingsTests {
    @Test func `nothing set means the defaults of the table`() throws {
        let settings = try Settings([:])
        #expect(settings.imagesFolder == "data/images")
        #expect(settings.modelName == "openai/clip-vit-base-patch32")
        #expect(settings.port == 8000)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.maxImages == nil)
        #expect(settings.maxFileBytes == 64 << 20)
        #expect(settings.maxPixels == 100_000_000)
        guard case .embedded(database: "imagesearch") = settings.database else { throw Unexpected() }
    }

    @Test func `testing has pictures, a model, a database and uploads of its own`() throws {
        let settings = try Settings(["TESTING": "1", "IMAGES_DIR": "mine"])
        #expect(settings.imagesFolder == "data/test_images")
        #expect(settings.modelName == "demo")
        #expect(settings.uploadsFolder == "data/test_uploads")
        guard case .embedded(database: "imagesearch_test") = settings.database else { throw Unexpected() }
    }

    @Test func `a host means somebody's server, and a URL wins over it`() throws {
        let server = try Settings(["DB_HOST": "db", "DB_USER": "me", "DB_PASSWORD": "p", "DB_NAME": "n"])
        guard case .server("db", 5432, "n", "me", .some("p")) = server.database else { throw Unexpected() }
        let url = try Settings(["DB_HOST": "db", "DATABASE_URL": "postgresql://x/y"])
        guard case .url("postgresql://x/y") = url.database else { throw Unexpected() }
    }

    @Test func `the AWS names are a fallback`() throws {
        let aws = ["AWS_ENDPOINT_URL": "http://a", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"]
        #expect(try Settings(aws).bucket.endpoint == "http://a")
        #expect(try Settings(aws.merging(["R2_ENDPOINT_URL": "http://r"]) { $1 }).bucket.endpoint == "http://r")
        #expect(try Settings(aws).bucket.secretKey == "s")
    }

    @Test func `a session token goes with the key that it belongs to`() throws {
        let aws = ["AWS_ACCESS_KEY_ID": "k", "AWS_SESSION_TOKEN": "t"]
        #expect(try Settings(aws).bucket.sessionToken == "t")
        #expect(try Settings(aws.merging(["R2_ACCESS_KEY_ID": "r"]) { $1 }).bucket.sessionToken == nil)
        let own = ["R2_ACCESS_KEY_ID": "r", "R2_SESSION_TOKEN": "o"]
        #expect(try Settings(aws.merging(own) { $1 }).bucket.sessionToken == "o")
    }

    @Test func `no secret is printed, dumped or mirrored, whatever the settings are put into`() throws {
        let names = [
            "HF_TOKEN", "DB_PASSWORD", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY", "R2_SESSION_TOKEN",
            "R2_ENDPOINT_URL",
        ]
        var variables = Dictionary(uniqueKeysWithValues: names.map { ($0, "hunter2-\($0)") })
        variables["DB_HOST"] = "db"
        for more in [[:], ["DATABASE_URL": "postgresql://me:hunter2@db/x"]] {
            let settings = try Settings(variables.merging(more) { $1 })
            var dumped = ""
            dump(settings, to: &dumped)
            dump([Optional(settings)], to: &dumped)
            let texts = ["\(settings)", String(describing: settings), String(reflecting: settings), dumped]
            for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
            #expect(dumped.contains("modelName"))
        }
    }

    @Test func `an address that would show a password is refused without it`() throws {
        let error = #expect(throws: UsageError.self) { try Settings(["HF_ENDPOINT": "https://me:hunter2@hub"]) }
        #expect(try #require(error).description.contains("HF_ENDPOINT"))
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        ["PORT": "x"], ["PORT": "65536"], ["PORT": "-1"], ["TESTING": "perhaps"], ["MAX_IMAGES": "0"],
        ["MAX_IMAGES": "1e3"], ["MODEL_PRECISION": "f8"], ["LOG_LEVEL": "loud"], ["DB_HOST": "h", "DB_PORT": "0"],
        ["MAX_FILE_MB": "0"], ["R2_ADDRESSING": "host"],
        ["MAX_MEGAPIXELS": ""].merging(["MAX_MEGAPIXELS": "zero"]) { $1 },
    ])
    func `a value that makes no sense is refused by name`(variables: [String: String]) throws {
        let error = #expect(throws: UsageError.self) { try Settings(variables) }
        let name = try #require(variables.keys.first { $0 != "DB_HOST" })
        #expect(try #require(error).description.contains(name))
    }

    @Test(
        arguments: ["PORT", "MAX_IMAGES", "MAX_FILE_MB", "MAX_MEGAPIXELS"],
        [
            "-1", "-9223372036854775808", "9223372036854775807", "99999999999999999999", "9007199254740993", "1e308",
            "nan", "inf", "0x10", "1.5", "१२",
        ])
    func `a number that is out of all range is refused by name`(name: String, value: String) throws {
        let error = #expect(throws: UsageError.self) { try Settings([name: value]) }
        #expect(try #require(error).description.contains(name))
    }

    @Test func `an empty value counts as unset`() throws {
        #expect(try Settings(["PORT": "", "MODEL_NAME": "", "MAX_IMAGES": ""]).port == 8000)
    }
}

private struct Unexpected: Error {}
