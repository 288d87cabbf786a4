import Foundation
import ImageSearch

extension PackageFiles {
    /// A digest that tells this model from any other, in hexadecimal.
    ///
    /// Tokenizer and settings count whole. Of each tower count its size and its first and last 64 KiB: they are hundreds
    /// of megabytes, reading them whole would double the time to start, and weights that were trained anew differ in their
    /// last 64 KiB as much as anywhere else. Weights kept in files beside it, whatever their names, count in the same way. Of
    /// quantised towers the report counts too: it holds their digests, for calibrating with other pictures changes numbers
    /// in their midst.
    func fingerprint() throws(ModelError) -> String {
        var parts: [UInt8] = []
        for file in [tokenizer, tokenizerConfig, preprocessing, config] + [report].compactMap(\.self) where exists(file)
        {
            let bytes = try read(file)
            parts += "\(file) \(bytes.count)\n".utf8
            parts += bytes
        }
        for file in try towers() {
            let (size, ends) = try ends(of: file)
            parts += "\(file) \(size)\n".utf8
            parts += ends
        }
        return ContentHash(of: parts).description
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
