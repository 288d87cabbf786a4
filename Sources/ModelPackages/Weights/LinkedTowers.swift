import Foundation

/// Models in which weights are reached through links, as in the cache of Hugging Face's tools: a snapshot's files are links
/// to `../../blobs/DIGEST`. OpenVINO refuses weights whose real place is outside of the model's folder, so such towers get
/// a second name under the cache folder: hard links, or copies where the file system has none.
extension PackageFiles {
    /// The package as OpenVINO can read it.
    ///
    /// - Parameters:
    ///   - cacheFolder: where second names are kept; without one a package with links stays as it is.
    ///   - fingerprint: tells one package's second names from another's.
    /// - Returns: the same package, its towers perhaps read from elsewhere.
    /// - Throws: ``ModelError`` when there is no room, or a name of weights leads out of the package.
    func withoutLinks(in cacheFolder: String?, fingerprint: String) throws(ModelError) -> PackageFiles {
        guard let cacheFolder else { return self }
        let name = "unlinked-" + fingerprint.prefix(32)
        guard try leadsAway() else { return self }
        removeOthers(than: name, in: cacheFolder)
        var files = self
        files.towerFolder = cacheFolder + "/" + name
        do {
            for file in try towers() where exists(file) { try files.addName(of: realPath(path(file)), as: file) }
        } catch let error as ModelError {
            throw error
        } catch {
            throw ModelError(
                .missingFile,
                """
                the weights of \(folder) are links and cannot be linked or copied to \(cacheFolder): see that there is room \
                and that the folder may be written
                """, cause: "\(error)")
        }
        return files
    }

    /// Whether the real place of a file of weights is another than beside its tower.
    private func leadsAway() throws(ModelError) -> Bool {
        for tower in [layout.imageTower, layout.textTower] {
            for file in try companions(of: tower) where exists(file) {
                let expected = realPath(folder(of: path(tower))) + path(file).dropFirst(folder(of: path(tower)).count)
                if realPath(path(file)) != expected { return true }
            }
        }
        return false
    }

    /// Gives a file its second name, unless it has it; whole at any moment, whoever else does so too.
    private func addName(of source: String, as file: String) throws {
        let target = towerPath(file)
        guard try !isSame(target, source) else { return }
        let files = FileManager.default
        try files.createDirectory(atPath: folder(of: target), withIntermediateDirectories: true)
        let temporary = "\(target).\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: temporary) }
        do {
            try files.linkItem(atPath: source, toPath: temporary)
        } catch {
            try files.copyItem(atPath: source, toPath: temporary)
            let date = try files.attributesOfItem(atPath: source)[.modificationDate] ?? Date()
            try files.setAttributes([.modificationDate: date], ofItemAtPath: temporary)
        }
        guard rename(temporary, target) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Whether a name leads to the same file, or to a copy of it.
    private func isSame(_ copy: String, _ source: String) throws -> Bool {
        guard let copied = try? FileManager.default.attributesOfItem(atPath: copy) else { return false }
        let original = try FileManager.default.attributesOfItem(atPath: source)
        func numbers(_ file: [FileAttributeKey: Any]) -> [Int64?] {
            [.size, .systemFileNumber, .systemNumber].map { (file[$0] as? NSNumber)?.int64Value }
        }
        if numbers(copied) == numbers(original) { return true }
        func date(_ file: [FileAttributeKey: Any]) -> Double? {
            (file[.modificationDate] as? Date)?.timeIntervalSince1970.rounded(.down)
        }
        return numbers(copied)[0] == numbers(original)[0] && date(copied) == date(original)
    }

    /// Second names hold on to weights whose package is gone.
    private func removeOthers(than name: String, in cacheFolder: String) {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: cacheFolder)) ?? []
        for other in all where other.hasPrefix("unlinked-") && other != name {
            try? FileManager.default.removeItem(atPath: cacheFolder + "/" + other)
        }
    }

    private func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private func realPath(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
}
