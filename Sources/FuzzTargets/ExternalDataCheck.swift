import Foundation
import ModelPackages

/// No more names are found than the model has room for, and a model that is made with them has these and no others.
func checkExternalData(_ bytes: [UInt8]) throws(BrokenRule) {
    let names = ExternalData(Data(bytes)).names
    // A byte that is no text becomes a character of three.
    let length = names.reduce(0) { $0 + $1.utf8.count }
    try require(length <= 3 * bytes.count, "names of \(length) bytes in a model of \(bytes.count)")
    try require(ExternalData(model(names: names)).names == names, "a model that has these names is read differently")
}

/// A model whose tensors keep their weights in these files.
private func model(names: Set<String>) -> Data {
    Data(field(7, names.flatMap { field(5, field(13, field(1, Array("location".utf8)) + field(2, Array($0.utf8)))) }))
}

private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(content.count) + content
}

private func varint(_ value: Int) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
}
