/// What a user can do about an error: its kind, which adapters know.
///
/// The words, such as the names of settings, are the front end's, which has one table of them for the command line and for
/// HTTP. An error's text states the facts alone.
public enum Hint: Sendable, Hashable, CaseIterable {
    // The database.
    case databaseURL, databaseAddress, databaseRunning, databaseUser, databaseAccess, databaseName, databaseEncoding
    case databaseTLS, databaseSSLMode, databaseParameter, newerDatabase, databaseOfAnotherBuild, otherModel, noDatabase
    // The program's own database.
    case install, reinstall, ordinaryUser, dataFolder
    // Models.
    case modelName, modelHub, modelAccess, modelLimit, network, otherHub, modelsFolder, modelsDisk, precision, quantize
    // Pictures.
    case imagesFolder, namedFolder, targetFolder, uploadsFolder
    // The bucket that pictures are downloaded from.
    case bucketCredentials, bucketAccess, bucketName, bucketEndpoint, bucketAddress, bucketAddressing, bucketRegion
    case bucketNetwork
    // The server.
    case host, port, allowedOrigins, allowedHosts, exportSize
}

/// An error that a user may be able to do something about.
public protocol HintedError: Error {
    /// What; `nil` where nothing is to be set or run.
    var hint: Hint? { get }
}
