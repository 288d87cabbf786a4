package import Foundation

/// The names of the files beside an ONNX model that hold its weights: `external_data.location` in its tensors.
///
/// The model is a message of Protocol Buffers. Only the fields on the way to tensors are walked through, so that of a large
/// file little is read; what is damaged ends the walk, for OpenVINO tells of that. The fields' numbers are those of onnx.proto.
package struct ExternalData {
    package private(set) var names: Set<String> = []
    /// Graphs lie in nodes of graphs; a file that nests them deeper is no model of ours.
    private static let deepest = 16

    /// Finds the names in the bytes of a model.
    package init(_ model: Data) {
        model.withUnsafeBytes { bytes in
            Self.fields(of: bytes) { field, value in
                switch field {
                case 7: graph(value, depth: 0)
                case 25: Self.fields(of: value) { if $0 == 7 { node($1, depth: 0) } }  // a function's nodes
                default: break
                }
            }
        }
    }

    private mutating func graph(_ bytes: UnsafeRawBufferPointer, depth: Int) {
        guard depth < Self.deepest else { return }
        Self.fields(of: bytes) { field, value in
            switch field {
            case 1: node(value, depth: depth)
            case 5: tensor(value)
            case 15: Self.fields(of: value) { if $0 == 1 || $0 == 2 { tensor($1) } }  // a sparse tensor's parts
            default: break
            }
        }
    }

    private mutating func node(_ bytes: UnsafeRawBufferPointer, depth: Int) {
        Self.fields(of: bytes) { field, attribute in
            guard field == 5 else { return }
            Self.fields(of: attribute) { field, value in
                switch field {
                case 5, 10: tensor(value)
                case 6, 11: graph(value, depth: depth + 1)
                case 22, 23: Self.fields(of: value) { if $0 == 1 || $0 == 2 { tensor($1) } }
                default: break
                }
            }
        }
    }

    private mutating func tensor(_ bytes: UnsafeRawBufferPointer) {
        Self.fields(of: bytes) { field, entry in
            guard field == 13 else { return }
            var key = ""
            var value = ""
            Self.fields(of: entry) { field, text in
                if field == 1 { key = String(decoding: text, as: UTF8.self) }
                if field == 2 { value = String(decoding: text, as: UTF8.self) }
            }
            if key == "location" { names.insert(value) }
        }
    }

    /// Hands on the fields of a message that have a length; stops where the bytes make no sense.
    private static func fields(
        of message: UnsafeRawBufferPointer, _ body: (_ number: UInt64, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        var rest = message[...]
        while let tag = number(&rest) {
            let length: UInt64
            switch tag & 7 {
            case 0:
                guard number(&rest) != nil else { return }
                continue
            case 1: length = 8
            case 2:
                guard let given = number(&rest) else { return }
                length = given
            case 5: length = 4
            default: return
            }
            guard length <= UInt64(rest.count) else { return }
            if tag & 7 == 2 { body(tag >> 3, UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))) }
            rest = rest.dropFirst(Int(length))
        }
    }

    /// Takes a number of seven bits a byte, the lowest first.
    private static func number(_ bytes: inout Slice<UnsafeRawBufferPointer>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
