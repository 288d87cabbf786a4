import ImageSearch
import NIOCore

/// The bytes of a zip archive around its files, which are stored as they are (APPNOTE 6.3).
///
/// Each file is announced before its size is known for sure, and followed by its checksum and size; the directory at the end has
/// them again. What does not fit 32 bits is told in 64 (zip64).
struct ZipArchive: Sendable {
    fileprivate struct Entry {
        let name: [UInt8]
        let modified: Int64
        let offset: UInt64
        let isLarge: Bool
        var checksum: UInt32 = 0
        var size: UInt64 = 0
    }

    /// All that is less fits the fields of 32 bits.
    static let large = UInt64(UInt32.max)

    private var entries: [Entry] = []
    private var offset: UInt64

    /// Begins an archive.
    ///
    /// - Parameter offset: what stands before it in the file.
    init(offset: UInt64 = 0) { self.offset = offset }

    /// Announces a file, whose bytes follow.
    ///
    /// - Parameters:
    ///   - name: with `/` between folders.
    ///   - size: its bytes, as far as is known.
    ///   - modified: seconds since 1970 in UTC.
    /// - Returns: its header.
    mutating func begin(_ name: String, size: UInt64, modified: Int64) -> ByteBuffer {
        let entry = Entry(
            name: Array(name.utf8.prefix(Int(UInt16.max))), modified: modified, offset: offset,
            isLarge: size >= Self.large)
        entries.append(entry)
        var header = ByteBuffer()
        header.write(0x0403_4b50 as UInt32, entry.isLarge ? 45 : 20 as UInt16)
        header.write(entry.commonFields)
        header.write(0 as UInt32, 0 as UInt32, 0 as UInt32)  // checksum and sizes follow the file
        var extra = entry.moment
        if entry.isLarge { extra.write(1 as UInt16, 16 as UInt16, 0 as UInt64, 0 as UInt64) }
        header.write(UInt16(entry.name.count), UInt16(extra.readableBytes))
        header.writeBytes(entry.name)
        header.writeBuffer(&extra)
        offset += UInt64(header.readableBytes)
        return header
    }

    /// Ends the file that was begun last.
    mutating func end(checksum: UInt32, size: UInt64) -> ByteBuffer {
        let last = entries.count - 1
        (entries[last].checksum, entries[last].size) = (checksum, size)
        var descriptor = ByteBuffer()
        descriptor.write(0x0807_4b50 as UInt32, checksum)
        if entries[last].isLarge {
            descriptor.write(size, size)
        } else {
            descriptor.write(UInt32(size), UInt32(size))
        }
        offset += size + UInt64(descriptor.readableBytes)
        return descriptor
    }

    /// Ends the archive.
    func directory() -> ByteBuffer {
        var directory = ByteBuffer()
        for entry in entries { entry.write(to: &directory) }
        let size = UInt64(directory.readableBytes)
        if offset >= Self.large || entries.count >= Int(UInt16.max) {
            directory.write(0x0606_4b50 as UInt32, 44 as UInt64, Entry.madeBy, 45 as UInt16, 0 as UInt32, 0 as UInt32)
            directory.write(UInt64(entries.count), UInt64(entries.count), size, offset)
            directory.write(0x0706_4b50 as UInt32, 0 as UInt32, offset + size, 1 as UInt32)
        }
        let count = UInt16(min(entries.count, Int(UInt16.max)))
        directory.write(0x0605_4b50 as UInt32, 0 as UInt16, 0 as UInt16, count, count)
        directory.write(UInt32(size), UInt32(min(offset, Self.large)), 0 as UInt16)
        return directory
    }
}

extension ZipArchive.Entry {
    /// By the rules of Unix, and of the edition 6.3 that knows names in UTF-8.
    static let madeBy: UInt16 = 3 << 8 | 63
    /// A regular file that its owner writes and all read.
    private static let mode: UInt32 = 0o100644 << 16

    /// What stands before the checksum: names are UTF-8, sizes follow, stored as it is, the date as MS-DOS has it.
    var commonFields: ByteBuffer {
        var fields = ByteBuffer()
        fields.write(1 << 11 | 1 << 3 as UInt16, 0 as UInt16)
        fields.write(DOSMoment(modified).time, DOSMoment(modified).date)
        return fields
    }

    /// The date in UTC, where it fits 32 bits: that of MS-DOS is of no time zone.
    var moment: ByteBuffer {
        var field = ByteBuffer()
        guard let seconds = Int32(exactly: modified) else { return field }
        field.write(0x5455 as UInt16, 5 as UInt16, 1 as UInt8, UInt32(bitPattern: seconds))
        return field
    }

    /// Its entry in the directory.
    func write(to directory: inout ByteBuffer) {
        let needsLarge = size >= ZipArchive.large || offset >= ZipArchive.large
        directory.write(0x0201_4b50 as UInt32, Self.madeBy, needsLarge || isLarge ? 45 : 20 as UInt16)
        directory.write(commonFields)
        let short = { (value: UInt64) in UInt32(min(value, ZipArchive.large)) }
        directory.write(checksum, short(size), short(size))
        var extra = moment
        var large: [UInt64] = size >= ZipArchive.large ? [size, size] : []
        if offset >= ZipArchive.large { large.append(offset) }
        if !large.isEmpty {
            extra.write(1 as UInt16, UInt16(8 * large.count))
            for value in large { extra.write(value) }
        }
        directory.write(UInt16(name.count), UInt16(extra.readableBytes), 0 as UInt16, 0 as UInt16, 0 as UInt16)
        directory.write(Self.mode, short(offset))
        directory.writeBytes(name)
        directory.writeBuffer(&extra)
    }
}

/// A moment as MS-DOS writes it: from 1980 to 2107, by two seconds.
private struct DOSMoment {
    var date: UInt16 = 1 << 5 | 1
    var time: UInt16 = 0

    init(_ moment: Int64) {
        let bounds: ClosedRange<Int64> = 315_532_800...4_354_819_199
        let seconds = Int(min(max(moment, bounds.lowerBound), bounds.upperBound))
        let (day, second) = (CivilDate(daysSince1970: seconds / 86400), seconds % 86400)
        date = UInt16((day.year - 1980) << 9 | day.month << 5 | day.day)
        time = UInt16((second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2))
    }
}

extension ByteBuffer {
    /// Writes numbers with their least byte first.
    fileprivate mutating func write<each Number: FixedWidthInteger>(_ numbers: repeat each Number) {
        _ = (repeat writeInteger(each numbers, endianness: .little))
    }

    fileprivate mutating func write(_ buffer: ByteBuffer) { writeImmutableBuffer(buffer) }
}
