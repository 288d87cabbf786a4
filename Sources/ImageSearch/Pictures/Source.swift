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

/// A path put below a folder; an empty one changes nothing.
func joined(_ folder: String, _ path: String) -> String { folder.isEmpty ? path : folder + "/" + path }
