import Foundation
import ImageSearchTesting
import ProgramTesting
import Testing

/// One picture is one result, and gone when it is gone, whatever its folder is called.
@Suite(.ends(within: .seconds(180))) struct SourceTests {
    @Test func `a folder indexed under many names, and in parts, gives one result a picture`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(3)
        let (inside, link) = (
            workspace.images.appendingPathComponent("0"), workspace.folder.appendingPathComponent("link")
        )
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: workspace.images)
        try FileManager.default.createSymbolicLink(
            at: workspace.images.appendingPathComponent("again.jpg"),
            withDestinationURL: inside.appendingPathComponent("picture-1.jpg"))

        try await run(["index", "images/0"], workspace)
        #expect(try await paths(workspace).first?.hasPrefix("images/0/picture-") == true)
        for names in [["images"], ["images/0/"], ["link/0"], ["link/../images/."], [link.path]] {
            let run = try await run(["index"] + names, workspace)
            #expect(
                run.standardError.contains("3 found, 0 embedded, 0 reused, 3 unchanged"),
                "\(names) \(run.standardError)")
        }
        try await run(["index", "."], workspace, at: inside)
        #expect(try await paths(workspace) == (0..<3).map { "images/0/picture-\($0).jpg" })

        try FileManager.default.removeItem(at: inside.appendingPathComponent("picture-0.jpg"))
        try await run(["index", "link"], workspace)
        #expect(try await paths(workspace) == (1..<3).map { "images/0/picture-\($0).jpg" })
    }

    @Test func `pruning a part leaves what is gone elsewhere`() async throws {
        let workspace = try Workspace()
        try workspace.addPictures(102)
        try await run(["index", "images"], workspace)
        for path in ["0/picture-0.jpg", "1/picture-100.jpg"] {
            try FileManager.default.removeItem(at: workspace.images.appendingPathComponent(path))
        }
        try await run(["index", "images"], workspace)
        let part = try await run(["index", "images/1", "--prune"], workspace)
        #expect(part.standardError.contains("deleted 1 pictures"), "\(part.standardError)")
        let whole = try await run(["index", "images", "--prune"], workspace)
        #expect(whole.standardError.contains("deleted 1 pictures"), "\(whole.standardError)")
    }

    @Test func `a picture that was overwritten by something else is not found, and found again when it is back`()
        async throws
    {
        let workspace = try Workspace()
        try workspace.addPictures(2)
        let file = workspace.images.appendingPathComponent("0/picture-0.jpg")
        let backup = workspace.folder.appendingPathComponent("backup.jpg")
        try FileManager.default.copyItem(at: file, to: backup)
        try await run(["index", "images"], workspace)

        try Data("hello".utf8).write(to: file)
        try await run(["index", "images"], workspace)
        #expect(try await paths(workspace) == ["images/0/picture-1.jpg"])
        try Data(contentsOf: backup).write(to: file)
        let back = try await run(["index", "images"], workspace)
        #expect(back.standardError.contains("0 embedded, 1 reused"), "\(back.standardError)")
        #expect(try await paths(workspace).count == 2)

        try Data(contentsOf: backup).prefix(1000).write(to: file)
        let pruned = try await run(["index", "images", "--prune"], workspace)
        #expect(pruned.standardError.contains("deleted 1 pictures"), "\(pruned.standardError)")
        // What takes a file's place is told by its kind as well.
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: workspace.images.appendingPathComponent("0/picture-1.jpg"), to: file)
        try FileManager.default.createDirectory(
            at: workspace.images.appendingPathComponent("0/picture-1.jpg"), withIntermediateDirectories: false)
        try await run(["index", "images"], workspace)
        #expect(try await paths(workspace) == ["images/0/picture-0.jpg"])
    }

    @Test func `uploads within the folder of pictures are found once, and gone when they are gone`() async throws {
        let workspace = try Workspace()
        let data = workspace.folder.appendingPathComponent("data")
        try workspace.addPictures(1)
        let upload = try Data(contentsOf: Workspace.testImages[3])
        try await serve(workspace, imagesFolder: data.path) { client in
            let answer = try await client.post("/upload", file: upload)
            #expect(answer.status == 200)
            let found = try await client.searchByPicture(upload, limit: 9)
            #expect(found.count == 1)
        }
        try await serve(workspace, imagesFolder: data.appendingPathComponent("uploads").path) { client in
            let found = try await client.searchByPicture(upload, limit: 9)
            #expect(found.count == 1)
            #expect(found.first?.path.contains("data/uploads/") == true)
        }
        // A second picture, since a folder that is suddenly empty loses nothing.
        try Data(upload.commented("other")).write(to: data.appendingPathComponent("uploads/other.jpg"))
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: data.appendingPathComponent("uploads"), includingPropertiesForKeys: nil))
        where file.pathExtension == "jpg" && file.lastPathComponent != "other.jpg" {
            try FileManager.default.removeItem(at: file)
        }
        try await serve(workspace, imagesFolder: workspace.images.path) { client in
            try await eventually("the upload is gone") {
                let names = try await client.searchByPicture(upload, limit: 9).map {
                    $0.path.split(separator: "/").last
                }
                return names.count == 2 && Set(names) == ["other.jpg", "picture-0.jpg"]
            }
        }
    }

    @discardableResult
    private func run(_ arguments: [String], _ workspace: Workspace, at folder: URL? = nil) async throws
        -> RunningProgram
    {
        let program = try await RunningProgram(arguments, in: workspace, workingFolder: folder ?? workspace.folder)
        let code = try await program.exitCode()
        #expect(code == 0, "\(program.standardError)")
        return program
    }

    private func paths(_ workspace: Workspace) async throws -> [String] {
        let search = try await run(["search", "a tree", "--limit", "1000", "--json"], workspace)
        return try JSONDecoder().decode([Client.Match].self, from: Data(search.standardOutput.utf8)).map(\.path)
            .sorted()
    }

    private func serve(_ workspace: Workspace, imagesFolder: String, _ use: (Client) async throws -> Void) async throws
    {
        let program = try await RunningProgram(
            ["serve"], in: workspace, settings: ["IMAGES_DIR": imagesFolder], workingFolder: workspace.folder)
        try await use(Client(port: try await program.port()))
        program.signal(SIGTERM)
        let code = try await program.exitCode()
        #expect(code == 0, "\(program.standardError)")
    }
}
