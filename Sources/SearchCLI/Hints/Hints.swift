import ImageSearch
import ModelPackages

extension Hint {
    /// What to set or run, in words that follow what is wrong after a colon: the one place that says it, for the command
    /// line and for HTTP.
    var text: String {
        switch self {
        // The database.
        case .databaseURL:
            "set DATABASE_URL to postgres://user:password@host:5432/name, with special characters of the password written "
                + "as %40 and the like"
        case .databaseAddress: "check DB_HOST and DB_PORT, or DATABASE_URL"
        case .databaseRunning: "is it running, and are DB_HOST and DB_PORT, or DATABASE_URL, right?"
        case .databaseUser: "check DB_USER and DB_PASSWORD, or DATABASE_URL"
        case .databaseAccess:
            "check DB_USER, or DATABASE_URL, and the server's pg_hba.conf; it may ask for TLS (sslmode=require)"
        case .databaseName: "create it, or set DB_NAME to one that exists"
        case .databaseEncoding:
            "set DB_NAME to a new one, which is created as UTF8, or let CREATE DATABASE … ENCODING 'UTF8' TEMPLATE "
                + "template0 make it"
        case .databaseTLS:
            "check sslmode, sslrootcert and sslcert in DATABASE_URL against what the server offers; LOG_LEVEL=debug shows "
                + "the reason"
        case .databaseSSLMode:
            "correct it in DATABASE_URL: it may be disable, allow, prefer, require, verify-ca or verify-full"
        case .databaseParameter:
            "correct it in DATABASE_URL, or in DB_HOST and DB_PORT; LOG_LEVEL=debug shows the reason"
        case .newerDatabase: "update the program, or set DB_NAME to another database"
        case .databaseOfAnotherBuild: "use that build, or set DB_NAME to another database"
        case .otherModel: "set MODEL_NAME and MODEL_PRECISION back, or set DB_NAME to another database and index again"
        case .noDatabase: "run imagesearch index FOLDER or imagesearch serve first"

        // The program's own database.
        case .install: "run make setup, or set DB_HOST to a server of your own"
        case .reinstall: "run make setup again"
        case .ordinaryUser: "run the program as an ordinary user, or set DB_HOST to a server of your own"
        case .dataFolder: "set DATA_DIR to a folder that can be made and written"

        // Models.
        case .modelName:
            "set MODEL_NAME to demo, a folder that holds a model, a repository such as immich-app/ViT-B-32__openai, or one "
                + "of \(KnownModel.all.map(\.name).joined(separator: ", "))"
        case .modelHub: "check MODEL_NAME and HF_ENDPOINT"
        case .modelAccess: "check MODEL_NAME, or set HF_TOKEN to a token that may read it"
        case .modelLimit: "wait some minutes, or set HF_TOKEN"
        case .network:
            "connect to the network, put the model's files into a folder of MODELS_DIR, or set MODEL_NAME=demo"
        case .otherHub: "try again later, or set HF_ENDPOINT to another hub"
        case .modelsFolder: "set MODELS_DIR to another folder"
        case .modelsDisk: "make room, or set MODELS_DIR to another folder; the download then goes on"
        case .precision: "set MODEL_PRECISION to auto or f32"
        case .quantize:
            "make it with scripts/quantize FOLDER PICTURES, PICTURES being a folder of yours, or set MODEL_PRECISION to auto"

        // Pictures.
        case .imagesFolder: "set IMAGES_DIR to a folder that can be read"
        case .namedFolder: "name a folder that can be read"
        case .targetFolder: "set IMAGES_DIR to a folder that can be written"
        case .uploadsFolder: "make DATA_DIR a folder that can be written"

        // The bucket.
        case .bucketCredentials: "set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY"
        case .bucketAccess:
            "check R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY, what the key may do, and this machine's clock"
        case .bucketName: "set R2_BUCKET_NAME"
        case .bucketEndpoint: "set R2_ENDPOINT_URL to one such as https://ACCOUNT.r2.cloudflarestorage.com"
        case .bucketAddress: "check R2_ENDPOINT_URL, R2_BUCKET_NAME and R2_ADDRESSING"
        case .bucketAddressing: "set R2_ADDRESSING to path, or R2_ENDPOINT_URL to a host's name"
        case .bucketRegion: "check R2_ENDPOINT_URL and AWS_REGION"
        case .bucketNetwork: "check R2_ENDPOINT_URL and the network"

        // The server.
        case .host:
            "set HOST to 127.0.0.1, to 0.0.0.0 for every network, or to an address of this machine, without a port"
        case .port: "stop the program that listens there, or set PORT to another"
        case .allowedOrigins:
            "CORS_ORIGINS may name their origin; behind a proxy, the Host header must reach this server as the browser sent "
                + "it"
        case .allowedHosts: "if it should, ALLOWED_HOSTS must name it"
        case .exportSize: "choose fewer; MAX_EXPORT_MB sets the limit"
        }
    }
}
