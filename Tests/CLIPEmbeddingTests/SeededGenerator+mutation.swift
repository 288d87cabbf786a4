import ImageSearchTesting

extension SeededGenerator {
    /// Changes bytes where the structure lies, which is before and behind the weights, or cuts or doubles a part.
    mutating func mutate(_ file: [UInt8]) -> [UInt8] {
        var file = file
        let part = Int.random(in: 1...max(1, file.count / 8), using: &self)
        let start = Int.random(in: 0..<max(1, file.count - part), using: &self)
        switch Int.random(in: 0..<6, using: &self) {
        case 0: file.removeSubrange(start..<start + part)
        case 1: file.insert(contentsOf: file[start..<start + part], at: start)
        default:
            let texts = file.indices.filter { (0x20...0x7a).contains(file[$0]) }
            for _ in 0..<Int.random(in: 1...8, using: &self) {
                let place =
                    Bool.random(using: &self)
                    ? texts.randomElement(using: &self) : file.indices.randomElement(using: &self)
                guard let place else { continue }
                file[place] =
                    [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &self)].randomElement(using: &self) ?? 0
            }
        }
        return file
    }
}
