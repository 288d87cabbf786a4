import Foundation
import ImageSearch
import JSONText
import LocalFiles

/// A folder that holds a model, in one of the layouts that are read.
package struct PackageFiles: Sendable {
    package let folder: String
    package private(set) var layout: PackageLayout
    /// Where the towers are read from when they cannot be read where they lie; see ``withoutLinks(in:fingerprint:)``.
    package var towerFolder: String?

    /// Finds out the layout, and that nothing is missing.
    package init(folder: String) throws(ModelError) {
        guard (try? isFolder(folder)) == true else {
            throw ModelError(.missingFile, "there is no model folder \(folder): give the path of a model package")
        }
        self.folder = folder
        layout = .openCLIP
        if let found = PackageLayout.all.first(where: { exists($0.imageTower) }) { layout = found }
        for file in layout.required where !exists(file) {
            throw ModelError(
                .missingFile,
                """
                the model folder \(folder) lacks \(file): a package holds \(PackageLayout.choices); download it again
                """)
        }
    }

    /// The same package with the towers that `scripts/quantize` made; the small files are shared.
    func quantized() throws(ModelError) -> PackageFiles {
        var files = self
        files.layout = layout.quantized
        for file in try files.layout.required + files.towers() where !exists(file) {
            throw ModelError(
                .precision,
                "the model folder \(folder) lacks \(file), which the precision int8 needs", hint: .quantize)
        }
        return files
    }

    package func path(_ file: String) -> String { folder + "/" + file }

    /// Where a tower is read from.
    package func towerPath(_ tower: String) -> String { (towerFolder ?? folder) + "/" + tower }

    /// Whether there is such a file, perhaps behind links: opening a pipe would wait for whoever writes into it.
    func exists(_ file: String) -> Bool { (try? FileStatus(of: path(file)).kind) == .file }

    /// The bytes of a small file.
    func read(_ file: String) throws(ModelError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(file)) else {
            throw ModelError(.missingFile, "cannot read \(path(file)): see that the file exists and may be read")
        }
        return [UInt8](data)
    }

    func json(_ file: String) throws(ModelError) -> JSON {
        let bytes = try read(file)
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw ModelError(.damagedFile, "\(path(file)) is not JSON (\(error)): download the model again")
        }
    }

    /// A JSON file that a package may do without.
    func jsonIfPresent(_ file: String) throws(ModelError) -> JSON? { exists(file) ? try json(file) : nil }
}
