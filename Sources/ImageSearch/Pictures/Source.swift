/// Where a source lies: the same path on two machines is two places.
public struct SourcePlace: Sendable, Hashable {
    /// Tells one machine from another; not empty.
    public let machine: String
    /// The folder's real path: absolute, without links, `.` and `..`; not empty.
    public let path: String

    /// Names a folder of a machine.
    public init(machine: String, path: String) {
        self.machine = machine
        self.path = path
    }
}

/// A place that pictures come from, as the catalogue remembers it.
public struct Source: Sendable, Hashable {
    /// What a source is.
    ///
    /// It is no enumeration: those of a kind that a later version recorded are left alone.
    public struct Kind: Sendable, Hashable, RawRepresentable {
        /// The word that is stored.
        public let rawValue: String
        /// Takes the word that is stored.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A folder of a machine, with those below it.
        public static let folder = Kind(rawValue: "folder")
    }

    /// What its pictures' locations carry and results show: the keys of its pictures are made from it, so that it is
    /// never changed once it is given.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// Where it lies; `nil` when an earlier version, which did not record it, named the source.
    public let place: SourcePlace?

    /// Joins a name and a place.
    public init(name: String, kind: Kind = .folder, place: SourcePlace?) {
        self.name = name
        self.kind = kind
        self.place = place
    }
}

/// What a source was called.
public typealias KnownSource = Source

/// What one folder is to the store: a whole source, or a folder within one.
public struct SourcePart: Sendable, Hashable {
    /// The name of the source.
    public let source: String
    /// The real path of the source's own folder.
    public let root: String
    /// The folder's path within the source; empty when it is all of it.
    public let folder: String

    /// Names a part of a source.
    public init(source: String, root: String, folder: String) {
        self.source = source
        self.root = root
        self.folder = folder
    }

    /// The location of a file, by its path within this part.
    public func location(of path: String) -> PictureLocation {
        PictureLocation(source: source, path: joined(folder, path))
    }
}

/// Changes to what the store remembers of sources, carried out in one transaction, in this order.
public struct SourceChanges: Sendable {
    /// Sources that are new, or whose place has become known; by name.
    public var recorded: [KnownSource] = []
    /// Pictures that get another source.
    public var moves: [SourceMove] = []
    /// The names of sources that are no more; their pictures were moved.
    public var forgotten: [String] = []

    /// Makes an empty list of changes.
    public init() {}

    /// Nothing is to do.
    public var isEmpty: Bool { recorded.isEmpty && moves.isEmpty && forgotten.isEmpty }
}

/// Pictures of one source that become another's; their vectors stay, their keys follow their new location.
///
/// Where the other source knows a picture of the same path already, that one is kept.
public struct SourceMove: Sendable {
    /// The name of the source that they leave.
    public let source: String
    /// The name of the source that they join.
    public let target: String
    /// The folder within the target that their paths are put below; empty for none.
    public let folder: String
    /// Whether a picture is among them, by its path.
    public let includes: @Sendable (String) -> Bool

    /// Says which pictures go where.
    public init(
        from source: String, to target: String, below folder: String = "",
        where includes: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.source = source
        self.target = target
        self.folder = folder
        self.includes = includes
    }

    /// Where a picture lies afterwards.
    public func location(of path: String) -> PictureLocation {
        PictureLocation(source: target, path: joined(folder, path))
    }
}

private func joined(_ folder: String, _ path: String) -> String { folder.isEmpty ? path : folder + "/" + path }
