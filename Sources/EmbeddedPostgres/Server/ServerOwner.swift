import ImageSearch
import Platform

/// Whom the server's files and processes belong to: this program's user or, since PostgreSQL refuses to run as root,
/// a user that nothing else runs as.
struct ServerOwner: Sendable, Equatable {
    let user: uid_t
    let group: gid_t
    /// Other programs may run as this user too, and would have the database in their hands.
    var isShared = false

    /// The user that root may make for this: it is preferred to a number.
    private static let name = "imagesearch"

    /// Numbers that systemd leaves unused ("Users, Groups, UIDs and GIDs") and Debian has given to nobody (policy 9.2),
    /// and that containers know: they often have no more than the first 65,536.
    private static let numbers: ClosedRange<uid_t> = 60_900...60_999

    /// Who owns a new cluster: this user; for root the owner of the folder around it or, when that is root, a user of the
    /// cluster's own.
    static func ofNewCluster(in folder: DataFolder) throws -> ServerOwner {
        guard geteuid() == 0 else { return ServerOwner(user: geteuid(), group: getegid()) }
        if let owner = DataFolder.owner(of: folder.path), owner.user != 0, getpwuid(owner.user) != nil {
            return ServerOwner(user: owner.user, group: owner.group)
        }
        return try own(in: folder) ?? nobody(in: folder)
    }

    /// A user of the server's own; `nil` where root may not become one, in a container that knows few numbers.
    private static func own(in folder: DataFolder) throws -> ServerOwner? {
        var owner: ServerOwner?
        if let account = getpwnam(name), account.pointee.pw_uid != 0 {
            owner = ServerOwner(user: account.pointee.pw_uid, group: account.pointee.pw_gid)
        } else if let number = numbers.first(where: { getpwuid($0) == nil && getgrgid($0) == nil }) {
            owner = ServerOwner(user: number, group: number)
        }
        return try owner.flatMap { try canOwn($0, in: folder) ? $0 : nil }
    }

    /// Files can be given to it: numbers that a container does not know are refused.
    private static func canOwn(_ owner: ServerOwner, in folder: DataFolder) throws -> Bool {
        let name = ".owner-\(getpid())"
        close(try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600))
        defer { unlink("\(folder.path)/\(name)") }
        return chown("\(folder.path)/\(name)", owner.user, owner.group) == 0
    }

    private static func nobody(in folder: DataFolder) throws -> ServerOwner {
        guard let nobody = getpwnam("nobody") else { throw ServerUser.refusal(folder) }
        return ServerOwner(user: nobody.pointee.pw_uid, group: nobody.pointee.pw_gid, isShared: true)
    }

    /// Who makes the cluster for it.
    ///
    /// initdb, unlike the server, refuses a user without a name: then it is nobody, but in a group and a folder that
    /// nobody's other programs cannot enter.
    func maker(in folder: DataFolder) throws -> ServerOwner {
        guard geteuid() == 0, getpwuid(user) == nil else { return self }
        return ServerOwner(user: try ServerOwner.nobody(in: folder).user, group: group)
    }

    /// Takes a cluster of an earlier version, which root ran as nobody, out of the hands of nobody's other programs.
    static func takeOver(_ folder: DataFolder) async throws {
        #if os(Linux)
            guard geteuid() == 0, DataFolder.owner(of: folder.path)?.user == 0 else { return }
            let now = DataFolder.owner(of: folder.cluster)?.user
            guard let nobody = getpwnam("nobody")?.pointee.pw_uid, now == nobody else { return }
            guard let owner = try own(in: folder) else { return }
            try await FileTree.give(folder.cluster, from: nobody, to: owner)
        #endif
    }
}
