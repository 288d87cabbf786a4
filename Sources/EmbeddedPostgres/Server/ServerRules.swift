import Platform

/// Who is let in: `hba.conf` and `ident.conf` beside the cluster, written anew at each start of the server, so that
/// clusters of earlier versions obey them too.
enum ServerRules {
    static func path(in folder: DataFolder) -> String { folder.path + "/hba.conf" }
    static func namesPath(in folder: DataFolder) -> String { folder.path + "/ident.conf" }

    /// Writes the rules.
    ///
    /// Whoever reaches the socket is the folder's owner or root. An ordinary user's other programs could read the files as
    /// well, so they are trusted. A server that root runs as another user obeys root alone, not even its own user.
    static func write(in folder: DataFolder, owner: uid_t) throws {
        let isRoots = geteuid() == 0 && DataFolder.owner(of: folder.path)?.user != owner
        try folder.write("imagesearch root all\n", to: "ident.conf")
        try folder.write("local all all \(isRoots ? "peer map=imagesearch" : "trust")\n", to: "hba.conf")
    }
}
