import Crypto
import Foundation
import ImageSearch

extension PackageFiles {
    /// A digest that tells this model from any other, in hexadecimal; reads megabytes, so never on the cooperative pool.
    ///
    /// Tokenizer and settings count whole. Of each tower count its size and its first and last 64 KiB: they are hundreds
    /// of megabytes, reading them whole would double the time to start, and weights that were trained anew differ in their
    /// last 64 KiB as much as anywhere else. Weights kept in files beside it, whatever their names, count in the same way. Of
    /// quantised towers the report counts too: it holds their digests, for calibrating with other pictures changes numbers
    /// in their midst.
    package func fingerprint() throws(ModelError) -> String {
        var hash = SHA256()
        for file in layout.small where exists(file) {
            let bytes = try read(file)
            hash.update(data: Array("\(file) \(bytes.count)\n".utf8))
            hash.update(data: bytes)
        }
        for file in try towers() {
            let (size, ends) = try ends(of: file)
            hash.update(data: Array("\(file) \(size)\n".utf8))
            hash.update(data: ends)
        }
        return ContentHash(bytes: Array(hash.finalize())).description
    }

    private func ends(of file: String) throws(ModelError) -> (size: UInt64, bytes: Data) {
        let length = 1 << 16
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path(file)))
            defer { try? handle.close() }
            let first = try handle.read(upToCount: length) ?? Data()
            let size = try handle.seekToEnd()
            try handle.seek(toOffset: size - min(size, UInt64(length)))
            return (size, first + (try handle.read(upToCount: length) ?? Data()))
        } catch {
            throw ModelError(
                .missingFile, "cannot read \(path(file)): see that the file may be read", cause: "\(error)")
        }
    }
}
