public import Crypto
public import LocalFiles

/// Digests a file from where it was read to, in pieces: a large file takes no more memory than a small one.
///
/// It blocks for about a millisecond a megabyte, besides the time that reading takes.
///
/// - Parameters:
///   - file: the file, opened for reading.
///   - start: a hash function, which may have seen something before.
/// - Returns: the digest.
/// - Throws: ``LocalFiles/SystemError`` when the file cannot be read.
public func digest<Hash: HashFunction>(
    of file: borrowing OpenFile, _ start: Hash
) throws(SystemError) -> Hash.Digest {
    var hash = start
    while case let piece = try file.read(1 << 20), !piece.isEmpty { hash.update(data: piece) }
    return hash.finalize()
}
