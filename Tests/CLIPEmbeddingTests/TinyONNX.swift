/// Writes ONNX files of a few nodes, sound or not; fields' numbers are those of onnx.proto.
enum TinyONNX {
    typealias Bytes = [UInt8]

    static func number(_ value: Int64) -> Bytes {
        var (rest, bytes) = (UInt64(bitPattern: value), Bytes())
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func field(_ field: Int64, _ content: Bytes) -> Bytes {
        number(field << 3 | 2) + number(Int64(content.count)) + content
    }

    static func field(_ field: Int64, _ text: String) -> Bytes { self.field(field, Array(text.utf8)) }

    static func field(_ field: Int64, _ value: Int64) -> Bytes { number(field << 3) + number(value) }

    static func node(_ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: Bytes = []) -> Bytes {
        field(
            1,
            inputs.flatMap { field(1, $0) } + outputs.flatMap { field(2, $0) } + field(4, operation) + attributes)
    }

    /// An attribute that is a graph.
    static func graph(_ name: String, _ content: Bytes) -> Bytes {
        field(5, field(1, name) + field(6, content) + field(20, 5))
    }

    /// Of floats (1), 64-bit integers (7) or truth values (9).
    static func tensor(_ name: String, type: Int64 = 1, _ shape: [Int64], _ content: Bytes) -> Bytes {
        field(5, shape.flatMap { field(1, $0) } + field(2, type) + field(8, name) + field(9, content))
    }

    static func value(_ kind: Int64, _ name: String, type: Int64 = 1, _ shape: [Int64]) -> Bytes {
        let dimensions = shape.flatMap { field(1, field(1, $0)) }
        return field(kind, field(1, name) + field(2, field(1, field(1, type) + field(2, dimensions))))
    }

    static func input(_ name: String, type: Int64 = 1, _ shape: [Int64]) -> Bytes { value(11, name, type: type, shape) }

    static func output(_ name: String, type: Int64 = 1, _ shape: [Int64]) -> Bytes {
        value(12, name, type: type, shape)
    }

    static func model(_ graph: Bytes) -> Bytes {
        field(1, 8) + field(8, field(1, "") + field(2, 13)) + field(7, graph + field(2, "graph"))
    }

    static func integers(_ values: [Int64]) -> Bytes {
        values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    }

    // MARK: image towers

    private static let picture = input("pixels", [1, 3, 32, 32])
    private static let embedding = output("image_embeds", [1, 16])

    /// Sixteen of the pixels.
    private static func firstPixels(_ name: String, of source: String) -> Bytes {
        tensor("shape", type: 7, [2], integers([1, 3072])) + tensor("begin", type: 7, [1], integers([0]))
            + tensor("end", type: 7, [1], integers([16])) + tensor("axis", type: 7, [1], integers([1]))
            + node("Reshape", [source, "shape"], ["row"]) + node("Slice", ["row", "begin", "end", "axis"], [name])
    }

    /// A tower that serves.
    static let sound = model(picture + embedding + firstPixels("image_embeds", of: "pixels"))

    /// A tower that computes for ever.
    static let endless: Bytes = {
        let body =
            input("step", type: 7, []) + input("go", type: 9, []) + input("state", [1, 16])
            + node("Identity", ["go"], ["goOn"]) + node("Sin", ["state"], ["next"])
            + output("goOn", type: 9, []) + output("next", [1, 16]) + field(2, "body")
        return model(
            picture + embedding + firstPixels("first", of: "pixels") + tensor("count", type: 7, [], integers([.max]))
                + tensor("true", type: 9, [], [1])
                + node("Loop", ["count", "true", "first"], ["image_embeds"], graph("body", body)))
    }()

    /// A chain of operations that code which calls itself for each cannot follow to its end.
    static func chain(_ count: Int) -> Bytes {
        var nodes = firstPixels("x0", of: "pixels")
        for place in 0..<count { nodes += node("Sin", ["x\(place)"], ["x\(place + 1)"]) }
        return model(picture + embedding + nodes + node("Identity", ["x\(count)"], ["image_embeds"]))
    }

    /// Graphs in graphs.
    static func nested(_ depth: Int) -> Bytes {
        var content = output("y", [1, 16])
        for _ in 0..<depth {
            content = node("If", ["go"], ["y"], graph("then_branch", content)) + output("y", [1, 16])
        }
        return model(picture + content)
    }

    /// None of them is a tower that can be used.
    static let hostile: [(name: String, content: Bytes)] = [
        ("nothing", []),
        ("zeros", Bytes(repeating: 0, count: 4096)),
        ("ones", Bytes(repeating: 0xff, count: 4096)),
        ("cut off", Bytes(sound.dropLast(40))),
        ("no graph", field(1, 8)),
        ("endless", endless),
        ("long chain", chain(50_000)),
        ("graphs in graphs", nested(300)),
        ("unknown operation", model(picture + embedding + node("Explode", ["pixels"], ["image_embeds"]))),
        (
            "circle",
            model(
                picture + embedding + node("Add", ["pixels", "b"], ["a"]) + node("Sin", ["a"], ["b"])
                    + node("Identity", ["b"], ["image_embeds"]))
        ),
        ("giant input", model(input("pixels", [1, 3, 1 << 40, 1 << 40]) + embedding)),
        (
            "giant weights",
            model(
                picture + embedding + tensor("w", [1 << 40], [0, 0, 0, 0])
                    + node("Add", ["pixels", "w"], ["image_embeds"]))
        ),
        (
            "sizes whose product is small",
            model(
                picture + embedding + tensor("w", [1 << 32, 1 << 32], [0, 0, 0, 0])
                    + node("Add", ["pixels", "w"], ["image_embeds"]))
        ),
        (
            "negative size",
            model(
                picture + embedding + tensor("w", [-4], [0, 0, 0, 0]) + node("Add", ["pixels", "w"], ["image_embeds"]))
        ),
        (
            "giant memory",
            model(
                picture + embedding + firstPixels("first", of: "pixels")
                    + tensor("size", type: 7, [1], integers([1 << 40])) + node("ConstantOfShape", ["size"], ["giant"])
                    + node("ReduceSum", ["giant"], ["sum"]) + node("Add", ["first", "sum"], ["image_embeds"]))
        ),
        ("no input", model(embedding + tensor("image_embeds", [1, 16], Bytes(repeating: 0, count: 64)))),
        ("no embedding", model(picture + output("y", [1, 3, 32, 32]) + node("Sin", ["pixels"], ["y"]))),
        (
            "three axes",
            model(input("pixels", [3, 32, 32]) + embedding + firstPixels("image_embeds", of: "pixels"))
        ),
        (
            "not a number",
            model(
                picture + embedding + firstPixels("first", of: "pixels")
                    + node("Sub", ["first", "first"], ["zero"]) + node("Div", ["zero", "zero"], ["image_embeds"]))
        ),
        (
            "weights elsewhere",
            model(
                picture + embedding
                    + field(
                        5,
                        field(1, 16) + field(2, 1) + field(8, "w") + field(14, 1)
                            + field(13, field(1, "location") + field(2, "preprocess_cfg.json"))
                            + field(13, field(1, "offset") + field(2, "9223372036854775807"))
                            + field(13, field(1, "length") + field(2, "64")))
                    + node("Identity", ["w"], ["image_embeds"]))
        ),
    ]
}
