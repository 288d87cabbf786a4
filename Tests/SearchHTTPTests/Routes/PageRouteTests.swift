import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageSearchTesting
import Testing

@testable import SearchHTTP

/// The page and its files, as they are sent.
@Suite(.timely) struct PageRouteTests {
    private static let policy = """
        default-src 'none'; img-src 'self' blob: data:; script-src 'self'; style-src 'self'; connect-src 'self'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    @Test func `every file of the folder is sent as it lies there`() async throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../../Sources/SearchHTTP/Web").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        try await TestService().application().test(.router) { client in
            for file in files where file.pathExtension != "html" {
                let response = try await client.execute(uri: "/\(file.lastPathComponent)", method: .get)
                #expect(response.status == .ok, "\(file.lastPathComponent) is not in Sources/CWebFiles/files.c")
                #expect(try Data(of: response.body) == Data(contentsOf: file))
            }
        }
        let frames = files.filter { $0.pathExtension == "html" }.map(\.lastPathComponent).sorted()
        #expect(WebFile.all.map(\.name).filter { $0.hasSuffix(".html") }.sorted() == frames)
    }

    @Test(arguments: WebFile.all.filter { $0.type != nil }.map { "/\($0.name)" } + ["/", "/?q=a%20tree", "/docs"])
    func `a page is asked for anew each time and sent when it has changed`(uri: String) async throws {
        try await TestService().application().test(.router) { client in
            let first = try await client.execute(uri: uri, method: .get)
            #expect(first.status == .ok)
            #expect(first.headers[.cacheControl] == "no-cache")
            let tag = try #require(first.headers[.eTag])
            #expect(tag.hasPrefix("\"") && !tag.hasPrefix("W/"))
            for known in [tag, "\"other\", \(tag)"] {
                let again = try await client.execute(uri: uri, method: .get, headers: [.ifNoneMatch: known])
                #expect(again.status == .notModified && again.body.readableBytes == 0)
                #expect(again.headers[.eTag] == tag)
            }
            let changed = try await client.execute(uri: uri, method: .get, headers: [.ifNoneMatch: "\"other\""])
            #expect(changed.status == .ok)
            let head = try await client.execute(uri: uri, method: .head)
            #expect(head.status == .ok && head.headers[.eTag] == tag && head.body.readableBytes == 0)
        }
    }

    @Test func `the page's own files are asked for once, all modules at a time`() async throws {
        try await TestService().application().test(.router) { client in
            let page = String(buffer: try await client.execute(uri: "/", method: .get).body)
            let addresses = page.matches(of: /(?:src|href)="([^"#?]+\.(?:js|css|svg))"/).map { String($0.1) }
            let modules = addresses.filter { $0.hasSuffix(".js") }.map { $0.split(separator: "/").last ?? "" }
            let others = WebFile.all.map(\.name).filter { $0.hasSuffix(".js") && $0 != "docs.js" }
            #expect(modules.map(String.init).sorted() == others.sorted(), "a module that nothing imports, or twice")
            for address in addresses {
                let response = try await client.execute(uri: "/\(address)", method: .get)
                #expect(response.status == .ok)
                #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable", "\(address)")
                #expect(response.headers[.contentSecurityPolicy] == Self.policy)
            }
        }
    }

    @Test(arguments: WebFile.all.map(\.name).filter { !$0.hasPrefix("docs.") && !$0.hasSuffix(".html") } + [""])
    func `the page may do no more than it needs`(name: String) async throws {
        try await TestService().application().test(.router) { client in
            let response = try await client.execute(uri: "/\(name)", method: .get)
            #expect(response.headers[.contentSecurityPolicy] == Self.policy)
        }
    }

    @Test func `a browser without scripts is led to the plain search`() async throws {
        try await TestService().application().test(.router) { client in
            let uri = "/?q=%22%3E%3Cscript%3E+%C3%A9%27%26"
            let page = String(buffer: try await client.execute(uri: uri, method: .get).body)
            #expect(
                page.contains(
                    #"<noscript><meta http-equiv="refresh" content="0;url=plain?q=%22%3E%3Cscript%3E%20%C3%A9%27%26"></noscript>"#
                ))
            let empty = String(buffer: try await client.execute(uri: "/", method: .get).body)
            #expect(empty.contains("<noscript><meta http-equiv=\"refresh\" content=\"0;url=plain\"></noscript>"))
        }
    }

    @Test(arguments: WebFile.all.filter { $0.name.hasSuffix(".html") }.map(\.name))
    func `links work below a proxy's path`(name: String) throws {
        let page = WebFile.named(name).text
        for attribute in ["href", "src", "action", "formaction"] {
            #expect(!page.contains("\(attribute)=\"/") && !page.contains("\(attribute)=\"http"))
        }
    }
}
