/// Writes files that are there whole or not at all, whatever happens meanwhile.
public enum AtomicFile {
    /// Writes a file in one go, in place of any file of that name, and makes its folder.
    public static func write(
        _ bytes: [UInt8], to path: String, access: FileAccess = .everyone
    ) throws(SystemError) {
        try makeFolder(folder(holding: path), access: access)
        let part = temporaryPath(for: path)
        do throws(SystemError) {
            try fill(part, with: bytes, access)
            try moveFile(part, to: path)
        } catch {
            try? removeFile(part)
            throw error
        }
    }

    /// A hidden name beside a file, that no other writer uses.
    public static func temporaryPath(for path: String) -> String {
        "\(folder(holding: path))/.\(String(UInt64.random(in: .min ... .max), radix: 36)).part"
    }

    private static func fill(_ path: String, with bytes: [UInt8], _ access: FileAccess) throws(SystemError) {
        let file = try OpenFile(writing: path, access: access)
        try file.write(bytes)
        try file.synchronize()
    }
}
