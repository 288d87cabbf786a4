import Foundation

extension PackageFiles {
    /// The files that hold the towers, and their weights where those lie in files of their own.
    func towers() throws(ModelError) -> [String] {
        var files: [String] = []
        for tower in [layout.imageTower, layout.textTower] { files += [tower] + (try companions(of: tower)) }
        return files
    }

    /// The files that a tower needs beside its own.
    package func companions(of tower: String) throws(ModelError) -> [String] {
        tower.hasSuffix(".xml") ? [tower.replacing(".xml", with: ".bin")] : try weights(of: tower)
    }

    /// The files that hold the weights of an ONNX tower: those that it names, and those that are usually beside it.
    ///
    /// - Throws: ``ModelError`` for a name that leads out of the tower's folder, and for a file that is not there.
    private func weights(of tower: String) throws(ModelError) -> [String] {
        let usual = PackageLayout.usualWeights(of: tower).filter(exists)
        // Mapped: a tower without files beside it is hundreds of megabytes, little of which is looked at.
        let model = try? Data(contentsOf: URL(filePath: path(tower)), options: .alwaysMapped)
        let folder = tower.lastIndex(of: "/").map { tower[...$0] } ?? ""
        var named: Set<String> = []
        for name in model.map({ ExternalData($0).names }) ?? [] {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !name.utf8.contains(0), parts.allSatisfy({ !$0.isEmpty && $0 != ".." }) else {
                throw ModelError(
                    .damagedFile,
                    """
                    \(path(tower)) keeps its weights in \(name.prefix(100).debugDescription), which is no file of its \
                    folder: use another model
                    """)
            }
            named.insert(folder + parts.filter { $0 != "." }.joined(separator: "/"))
        }
        for file in named.sorted() where !exists(file) {
            throw ModelError(
                .missingFile, "the model folder \(self.folder) lacks \(file), which holds weights: download it again")
        }
        return usual + named.subtracting(usual).sorted()
    }
}
